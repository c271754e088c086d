package gatehouse.config;

import gatehouse.ike.policy.FragmentSizes;
import gatehouse.ike.policy.MessageRules;

/// `messages`.
final class MessagesSection {
    // RFC 791: what every host takes. Jumbo frames are the most that a link carries.
    private static final int LEAST_IPV4 = 576;
    private static final int LEAST_IPV6 = 1280;
    private static final int MOST = 9000;

    private MessagesSection() {}

    static MessageRules read(Section section) {
        MessageRules otherwise = MessageRules.DEFAULT;
        var rules = new MessageRules(
                section.value("vendor-id", otherwise.vendorId(), Values::yesOrNo),
                section.value("childless", otherwise.childless(), Values::yesOrNo),
                section.value("cisco-fragmentation", otherwise.ciscoFragments(), Values::yesOrNo),
                reassembly(section.section("reassembly"), otherwise.reassembly()));
        section.end();
        return rules;
    }

    /// `fragment-size`, here and in profiles.
    static FragmentSizes sizes(Section section, FragmentSizes otherwise) {
        var sizes = new FragmentSizes(
                section.value("ipv4", otherwise.ipv4(), Values.count(LEAST_IPV4, MOST)),
                section.value("ipv6", otherwise.ipv6(), Values.count(LEAST_IPV6, MOST)));
        section.end();
        return sizes;
    }

    private static MessageRules.Reassembly reassembly(Section section, MessageRules.Reassembly otherwise) {
        var rules = new MessageRules.Reassembly(
                section.value("octets-per-sa", (long) otherwise.octetsPerSa(), Values.octets(16 << 10, 1 << 20))
                        .intValue(),
                section.value("octets", (long) otherwise.octets(), Values.octets(64 << 10, 1 << 30)).intValue(),
                section.value("messages", otherwise.messages(), Values.count(1, 1_000_000)));
        section.end();
        return rules;
    }
}
