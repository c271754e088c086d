package gatehouse.config;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/// `listen`.
final class ListenSection {
    private static final int MOST_SHARDS = 64;

    private ListenSection() {}

    static Listening read(Section section) {
        var addresses = new ArrayList<InetAddress>();
        List<String> texts = section.values("addresses", List.of("all"), Values::text);
        for (String text : texts) {
            if (text.equals("all") && texts.size() == 1) break;
            try {
                InetAddress address = Values.address(text);
                if (address.isAnyLocalAddress()) {
                    throw new Unfit("'" + text + "' is not one address", "write 'all' for every address");
                }
                addresses.add(address);
            } catch (Unfit e) {
                section.error("addresses", e.getMessage(), e.remedy());
            }
        }
        if (texts.isEmpty()) section.error("addresses", "is empty", "write 'all' for every address");
        int ike = section.value("ike-port", 500, Values::port);
        int natTraversal = section.value("nat-traversal-port", 4500, Values::port);
        if (ike == natTraversal) {
            section.error("nat-traversal-port", "is the IKE port", "the two speak differently; choose another");
        }
        int processors = Math.min(Runtime.getRuntime().availableProcessors(), MOST_SHARDS);
        int shards = section.value(
                "shards", processors, text -> text.equals("auto") ? processors : Values.count(1, MOST_SHARDS).of(text));
        section.end();
        return new Listening(addresses, ike, natTraversal, shards);
    }
}
