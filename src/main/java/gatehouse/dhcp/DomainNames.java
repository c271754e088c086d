package gatehouse.dhcp;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Domain names as servers send them: in the format of DNS (RFC 3397 with RFC 1035, section 4.1.4), or as plain text.
final class DomainNames {
    private static final int POINTER = 0xc0;
    private static final int LONGEST_NAME = 253;
    private static final int MOST_NAMES = 64;
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?");
    private static final Pattern BETWEEN = Pattern.compile("[\\s,]+");

    private DomainNames() {}

    /// The names of a search list. Pointers may only lead back, so that no octets lead in a circle.
    static List<String> searchList(Bytes octets) throws MalformedException {
        var names = new ArrayList<String>();
        int at = 0;
        while (at < octets.length()) {
            if (names.size() == MOST_NAMES) throw new MalformedException("search list: more than " + MOST_NAMES);
            var name = new StringBuilder();
            at = read(octets, at, name);
            names.add(name.toString());
        }
        return names;
    }

    /// Reads one name, and says where the next begins.
    private static int read(Bytes octets, int start, StringBuilder name) throws MalformedException {
        int at = start;
        int next = -1;
        int before = start;
        while (true) {
            int length = u8(octets, at);
            if (length == 0) break;
            if ((length & POINTER) == POINTER) {
                int target = (length & ~POINTER) << 8 | u8(octets, at + 1);
                if (target >= before) throw new MalformedException("search list: a pointer to " + target + " at " + at);
                if (next < 0) next = at + 2;
                before = target;
                at = target;
                continue;
            }
            if (at + 1 + length > octets.length()) throw new MalformedException("search list: a label is cut");
            Bytes label = octets.slice(at + 1, at + 1 + length);
            if (!name.isEmpty()) name.append('.');
            name.append(label(new String(label.toArray(), StandardCharsets.ISO_8859_1)));
            if (name.length() > LONGEST_NAME) throw new MalformedException("search list: a name is too long");
            at += 1 + length;
        }
        if (name.isEmpty()) throw new MalformedException("search list: an empty name");
        return next < 0 ? at + 1 : next;
    }

    private static int u8(Bytes octets, int at) throws MalformedException {
        if (at >= octets.length()) throw new MalformedException("search list: ends within a name");
        return octets.u8(at);
    }

    /// Names in a text. There should be one; many servers are told several, with blanks or commas between them.
    static List<String> ofText(String text) throws MalformedException {
        var names = new ArrayList<String>();
        for (String word : BETWEEN.split(text.strip())) {
            if (word.isEmpty()) continue;
            String name = word.endsWith(".") ? word.substring(0, word.length() - 1) : word;
            if (name.length() > LONGEST_NAME) throw new MalformedException("domain name: too long");
            for (String label : name.split("\\.", -1)) label(label);
            names.add(name);
        }
        return names;
    }

    /// What goes on to clients and into logs has only characters of host names.
    private static String label(String label) throws MalformedException {
        if (LABEL.matcher(label).matches()) return label;
        throw new MalformedException("domain name: a label of other characters");
    }
}
