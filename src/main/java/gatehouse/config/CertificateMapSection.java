package gatehouse.config;

import gatehouse.pki.CertificateMap;
import gatehouse.pki.CertificateMap.Condition;
import gatehouse.pki.CertificateMap.Field;
import gatehouse.pki.CertificateMap.Operator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `certificate-maps`: kinds of certificates.
final class CertificateMapSection {
    private static final Map<String, Field> FIELDS = Map.of(
            "issuer", Field.ISSUER,
            "subject", Field.SUBJECT,
            "alt-subject", Field.ALT_SUBJECT,
            "extended-key-usage", Field.EXTENDED_KEY_USAGE,
            "serial", Field.SERIAL);
    private static final Map<String, Operator> OPERATORS = Map.of(
            "equal", Operator.EQUAL,
            "not-equal", Operator.NOT_EQUAL,
            "contains", Operator.CONTAINS,
            "contains-not", Operator.CONTAINS_NOT);

    private CertificateMapSection() {}

    static Map<String, CertificateMap> read(Section root) {
        var maps = new LinkedHashMap<String, CertificateMap>();
        root.named("certificate-maps").forEach((name, section) -> {
            var alternatives = new ArrayList<List<Condition>>();
            for (Section below : section.sections("any-of")) {
                List<Condition> conditions = below.values("all-of", List.of(), CertificateMapSection::condition);
                if (!below.has("all-of")) below.error("'all-of' is missing", "write conditions that must all hold");
                else if (conditions.isEmpty() && below.values("all-of", List.of(), text -> text).isEmpty()) {
                    below.error("all-of", "is empty", "it would fit every certificate");
                }
                below.end();
                alternatives.add(conditions);
            }
            if (alternatives.isEmpty()) section.error("any-of", "is empty", "it would fit no certificate");
            section.end();
            maps.put(name, new CertificateMap(name, alternatives));
        });
        return maps;
    }

    private static Condition condition(String text) throws Unfit {
        String[] words = text.strip().split(" +", 3);
        if (words.length < 3) {
            throw new Unfit("'" + text + "' is no condition",
                    "write 'FIELD OPERATOR VALUE': issuer contains O=Example");
        }
        return new Condition(
                Values.oneOf(FIELDS).of(words[0]), Values.oneOf(OPERATORS).of(words[1]), words[2].strip());
    }
}
