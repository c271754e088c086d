package gatehouse.virtualaccess;

import gatehouse.dataplane.AccessList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Access lists that were compiled lately, so that sessions with the same entries share one. Belongs to one thread.
public final class CompiledLists {
    private final Map<List<AccessList.Entry>, AccessList> byEntries;

    /// @param most how many are kept; the one that was not asked for the longest goes
    public CompiledLists(int most) {
        this.byEntries = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<List<AccessList.Entry>, AccessList> eldest) {
                return size() > most;
            }
        };
    }

    AccessList of(List<AccessList.Entry> entries) {
        AccessList known = byEntries.get(entries);
        if (known != null) return known;
        AccessList compiled = AccessList.of(entries);
        byEntries.put(compiled.entries(), compiled);
        return compiled;
    }

    int size() {
        return byEntries.size();
    }
}
