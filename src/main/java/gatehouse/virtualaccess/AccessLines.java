package gatehouse.virtualaccess;

import gatehouse.dataplane.AccessList.Entry;
import gatehouse.virtualaccess.AccessEntryText.Family;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;

/// A named access list of the configuration, for both families, in the order in which its lines are judged.
public record AccessLines(String name, List<AccessLine> lines) {
    private static final int STEP = 10;

    public AccessLines {
        lines = List.copyOf(lines);
    }

    /// Lines with sequence numbers are judged in their order; one without follows the greatest before it, as in IOS.
    public static AccessLines parse(String name, List<String> texts) throws UnenforceableException {
        var lines = new ArrayList<AccessLine>();
        var numbers = new HashSet<Integer>();
        int last = 0;
        for (String text : texts) {
            AccessLine line = AccessEntryText.parse(text, Family.BOTH);
            int number = line.number() > 0 ? line.number() : last + STEP;
            if (!numbers.add(number)) {
                throw new UnenforceableException("'" + text + "': there is another line " + number);
            }
            last = Math.max(last, number);
            lines.add(new AccessLine(number, line.text(), line.ipv4(), line.ipv6(), line.form()));
        }
        lines.sort(Comparator.comparingInt(AccessLine::number));
        var list = new AccessLines(name, lines);
        if (!list.isAbout(true) && !list.isAbout(false)) {
            throw new UnenforceableException("access list '" + name + "' has no entries: write 'deny ip any any' or"
                    + " 'permit ip any any', whichever is meant");
        }
        return list;
    }

    public boolean isAbout(boolean isIpv4) {
        return lines.stream().anyMatch(line -> !line.entries(isIpv4).isEmpty());
    }

    List<Entry> entries(boolean isIpv4) {
        return lines.stream().flatMap(line -> line.entries(isIpv4).stream()).toList();
    }
}
