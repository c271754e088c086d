package gatehouse.config;

import gatehouse.ike.policy.MessageRules;

/// `messages`.
final class MessagesSection {
    private MessagesSection() {}

    static MessageRules read(Section section) {
        MessageRules otherwise = MessageRules.DEFAULT;
        var rules = new MessageRules(
                section.value("vendor-id", otherwise.vendorId(), Values::yesOrNo),
                section.value("childless", otherwise.childless(), Values::yesOrNo));
        section.end();
        return rules;
    }
}
