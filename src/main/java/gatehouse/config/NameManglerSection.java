package gatehouse.config;

import gatehouse.aaa.authorization.NameMangler;
import gatehouse.aaa.authorization.NameMangler.DnPart;
import gatehouse.aaa.authorization.NameMangler.EapPart;
import gatehouse.aaa.authorization.NameMangler.EmailPart;
import gatehouse.aaa.authorization.NameMangler.FqdnPart;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `name-manglers`: which part of an identity is the name that AAA is asked about (IOS: `crypto ikev2 name-mangler`).
final class NameManglerSection {
    private static final Map<String, FqdnPart> FQDN =
            Map.of("all", FqdnPart.ALL, "hostname", FqdnPart.HOSTNAME, "domain", FqdnPart.DOMAIN);
    private static final Map<String, EmailPart> EMAIL =
            Map.of("all", EmailPart.ALL, "username", EmailPart.USERNAME, "domain", EmailPart.DOMAIN);
    private static final Map<String, DnPart> DN = Map.of(
            "common-name", DnPart.COMMON_NAME,
            "country", DnPart.COUNTRY,
            "domain", DnPart.DOMAIN,
            "locality", DnPart.LOCALITY,
            "organization", DnPart.ORGANIZATION,
            "organization-unit", DnPart.ORGANIZATION_UNIT,
            "state", DnPart.STATE);
    private static final String DELIMITERS = ".@\\";

    private NameManglerSection() {}

    static Map<String, NameMangler> read(Section root) {
        var manglers = new LinkedHashMap<String, NameMangler>();
        root.named("name-manglers").forEach((name, section) -> manglers.put(name, mangler(name, section)));
        return manglers;
    }

    private static NameMangler mangler(String name, Section section) {
        Optional<FqdnPart> fqdn = section.value("fqdn", Values.oneOf(FQDN));
        Optional<EmailPart> email = section.value("email", Values.oneOf(EMAIL));
        Optional<DnPart> dn = section.value("dn", Values.oneOf(DN));
        Optional<EapPart> eap = section.value("eap", NameManglerSection::eap);
        if (List.of("fqdn", "email", "dn", "eap").stream().noneMatch(section::has)) {
            section.error("fits no identity", "give it a part for fqdn, email, dn or eap");
        }
        var mangler = new NameMangler(
                name,
                fqdn,
                email,
                dn,
                eap,
                section.value("lower-case", false, Values::yesOrNo),
                section.value("prefix", "", text -> text),
                section.value("suffix", "", text -> text));
        section.end();
        return mangler;
    }

    private static EapPart eap(String text) throws Unfit {
        if (text.equals("all")) return new EapPart.All();
        String[] words = text.split(" +");
        if (words.length == 2 && words[0].equals("dn")) return new EapPart.OfDn(Values.oneOf(DN).of(words[1]));
        boolean delimited = words.length == 2 && words[1].length() == 1 && DELIMITERS.contains(words[1]);
        if (delimited && words[0].equals("prefix")) return new EapPart.Prefix(words[1].charAt(0));
        if (delimited && words[0].equals("suffix")) return new EapPart.Suffix(words[1].charAt(0));
        throw new Unfit(
                "'" + text + "' is no part of an EAP identity",
                "write 'all', 'dn common-name', 'prefix @' or 'suffix \\'; delimiters are . @ \\");
    }
}
