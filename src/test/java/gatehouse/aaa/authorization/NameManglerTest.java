package gatehouse.aaa.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import gatehouse.aaa.PeerIdentity;
import gatehouse.aaa.PeerIdentity.Kind;
import gatehouse.aaa.authorization.NameMangler.DnPart;
import gatehouse.aaa.authorization.NameMangler.EapPart;
import gatehouse.aaa.authorization.NameMangler.EmailPart;
import gatehouse.aaa.authorization.NameMangler.FqdnPart;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameManglerTest {
    /// Rules are written as in a configuration: `email domain`, `eap dn state`, `eap prefix @`; several with `;`, among them
    /// `lower`, `before TEXT` and `behind TEXT`.
    @ParameterizedTest(name = "{0}: {1} {2}, EAP {3} is {4}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-",
            textBlock = """
                    # every part of a host name
                    fqdn all                 | fqdn    | Spoke-7.branch.example.com      | -                      | Spoke-7.branch.example.com
                    fqdn hostname            | fqdn    | spoke-7.branch.example.com      | -                      | spoke-7
                    fqdn hostname            | fqdn    | spoke-7                         | -                      | spoke-7
                    fqdn domain              | fqdn    | spoke-7.branch.example.com      | -                      | branch.example.com
                    # of an address of mail
                    email all                | email   | alice@example.com               | -                      | alice@example.com
                    email username           | email   | alice@example.com               | -                      | alice
                    email username           | email   | "alice@home"@example.com        | -                      | "alice@home"
                    email domain             | email   | alice@example.com               | -                      | example.com
                    email domain             | email   | "alice@home"@example.com        | -                      | example.com
                    # of a distinguished name
                    dn common-name           | dn      | CN=alice,OU=Staff,O=Example     | -                      | alice
                    dn country               | dn      | CN=alice,O=Example,C=NL         | -                      | NL
                    dn domain                | dn      | CN=alice,DC=corp,DC=example,DC=com | -                   | corp.example.com
                    dn locality              | dn      | CN=alice,L=Delft,C=NL           | -                      | Delft
                    dn organization          | dn      | CN=alice,OU=Staff,O=Example     | -                      | Example
                    dn organization-unit     | dn      | CN=alice,OU=Sales,OU=Staff,O=E  | -                      | Sales
                    dn state                 | dn      | CN=alice,ST=Zuid-Holland,C=NL   | -                      | Zuid-Holland
                    dn state                 | dn      | CN=alice,S=Zuid-Holland,C=NL    | -                      | Zuid-Holland
                    # as RFC 4514 may write it
                    dn common-name           | dn      | OU=Sales+CN=J. Smith,DC=example | -                      | J. Smith
                    dn organization-unit     | dn      | CN=J. Smith+OU=Sales,DC=example | -                      | Sales
                    dn common-name           | dn      | CN=Smith\\, J.,O=Example        | -                      | Smith, J.
                    dn common-name           | dn      | CN=Lu\\C4\\8Di\\C4\\87          | -                      | Lučić
                    dn common-name           | dn      | CN=a\\+b\\=c,O=E                | -                      | a+b=c
                    dn common-name           | dn      | cn=alice,o=Example              | -                      | alice
                    dn common-name           | dn      | commonName=alice                | -                      | alice
                    dn common-name           | dn      | 2.5.4.3=#0c05616c696365,O=E     | -                      | alice
                    dn domain                | dn      | 0.9.2342.19200300.100.1.25=#1603636f6d | -               | com
                    dn organization          | dn      | O=,O=Example                    | -                      | Example
                    # of an EAP identity, which goes before the IKE identity
                    eap all                  | address | 10.0.0.1                        | EXAMPLE\\alice         | EXAMPLE\\alice
                    eap dn common-name       | key-id  | laptop                          | CN=alice,O=Example     | alice
                    eap dn country           | key-id  | laptop                          | CN=alice,C=NL          | NL
                    eap dn domain            | key-id  | laptop                          | CN=a,DC=example,DC=com | example.com
                    eap dn locality          | key-id  | laptop                          | CN=alice,L=Delft       | Delft
                    eap dn organization      | key-id  | laptop                          | CN=alice,O=Example     | Example
                    eap dn organization-unit | key-id  | laptop                          | OU=Sales,OU=Staff      | Sales
                    eap dn state             | key-id  | laptop                          | CN=alice,ST=Utrecht    | Utrecht
                    eap prefix @             | fqdn    | laptop.example.com              | alice@example.com      | alice
                    eap suffix @             | fqdn    | laptop.example.com              | alice@example.com      | example.com
                    eap prefix @             | fqdn    | laptop.example.com              | a@b@c                  | a
                    eap suffix @             | fqdn    | laptop.example.com              | a@b@c                  | b@c
                    eap prefix .             | fqdn    | laptop.example.com              | alice.example.com      | alice
                    eap suffix .             | fqdn    | laptop.example.com              | alice.example.com      | example.com
                    eap prefix \\            | fqdn    | laptop.example.com              | EXAMPLE\\alice         | EXAMPLE
                    eap suffix \\            | fqdn    | laptop.example.com              | EXAMPLE\\alice         | alice
                    eap all;fqdn domain      | fqdn    | laptop.example.com              | alice                  | alice
                    # without EAP, and without a rule for it, the rule of the kind holds
                    eap all;fqdn domain      | fqdn    | laptop.example.com              | -                      | example.com
                    fqdn domain              | fqdn    | laptop.example.com              | alice                  | example.com
                    # afterwards
                    fqdn all;lower           | fqdn    | Spoke-7.EXAMPLE.com             | -                      | spoke-7.example.com
                    eap all;lower            | fqdn    | laptop                          | ÇIĞ                    | çiğ
                    email username;before vpn- | email | Alice@example.com               | -                      | vpn-Alice
                    email username;behind @Realm | email | alice@example.com             | -                      | alice@Realm
                    eap suffix \\;lower;before U-;behind @VPN | fqdn | laptop            | EXAMPLE\\Alice         | U-alice@VPN
                    """)
    void everyFormMakesAName(String rules, String kind, String text, String eap, String name) throws MangleException {
        assertThat(mangler(rules).apply(ike(kind, text), Optional.ofNullable(eap)))
                .isEqualTo(name);
    }

    @ParameterizedTest(name = "{0}: {1} {2}, EAP {3}: {4}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-",
            textBlock = """
                    email all           | fqdn    | a.example.com   | -     | fqdn 'a.example.com' has no rule: give the mangler one for 'fqdn'
                    fqdn all            | email   | a@example.com   | -     | email 'a@example.com' has no rule: give the mangler one for 'email'
                    fqdn all            | dn      | CN=a            | -     | dn 'CN=a' has no rule: give the mangler one for 'dn'
                    eap all             | dn      | CN=a            | -     | dn 'CN=a' has no rule: give the mangler one for 'dn'
                    fqdn all            | address | 10.0.0.1        | alice | address '10.0.0.1' has no rule, and no mangler has one for 'address': give a fixed name, or a rule for 'eap' to clients that come by EAP
                    fqdn all            | key-id  | laptop          | -     | key-id 'laptop' has no rule, and no mangler has one for 'key-id': give a fixed name, or a rule for 'eap' to clients that come by EAP
                    fqdn domain         | fqdn    | spoke           | -     | fqdn 'spoke' has no dot, and so no domain
                    fqdn domain         | fqdn    | spoke.          | -     | fqdn 'spoke.' has nothing where the name should be
                    fqdn hostname       | fqdn    | .example.com    | -     | fqdn '.example.com' has nothing where the name should be
                    fqdn all;before vpn- | fqdn   | ``              | -     | fqdn '' has nothing where the name should be
                    email username      | email   | alice           | -     | email 'alice' has no '@', and so no username
                    email username      | email   | @example.com    | -     | email '@example.com' has nothing where the name should be
                    email domain        | email   | alice           | -     | email 'alice' has no '@', and so no domain
                    email domain        | email   | alice@          | -     | email 'alice@' has nothing where the name should be
                    dn organization-unit | dn     | CN=alice,O=E    | -     | dn 'CN=alice,O=E' has no organization-unit
                    dn common-name      | dn      | CN=,O=E         | -     | dn 'CN=,O=E' has no common-name
                    dn common-name      | dn      | CN=#0403010203  | -     | dn 'CN=#0403010203' has no common-name
                    dn common-name      | dn      | alice           | -     | dn 'alice' is no distinguished name, so it has no common-name
                    dn common-name      | dn      | CN=\\zz         | -     | dn 'CN=\\zz' is no distinguished name, so it has no common-name
                    dn common-name      | dn      | CN=#0           | -     | dn 'CN=#0' is no distinguished name, so it has no common-name
                    eap dn state        | dn      | CN=a,ST=b       | CN=a  | EAP identity 'CN=a' has no state
                    eap dn state        | dn      | CN=a,ST=b       | alice | EAP identity 'alice' is no distinguished name, so it has no state
                    eap prefix @        | email   | a@example.com   | alice | EAP identity 'alice' has no '@', and so no prefix
                    eap suffix .        | email   | a@example.com   | alice | EAP identity 'alice' has no '.', and so no suffix
                    eap suffix \\       | email   | a@example.com   | X\\   | EAP identity 'X\\' has nothing where the name should be
                    eap prefix @        | email   | a@example.com   | @b    | EAP identity '@b' has nothing where the name should be
                    eap all             | email   | a@example.com   | ``    | EAP identity '' has nothing where the name should be
                    """)
    void whatCannotBeMangledIsRefusedWithManglerIdentityAndPart(
            String rules, String kind, String text, String eap, String message) {
        assertThatExceptionOfType(MangleException.class)
                .isThrownBy(() -> mangler(rules)
                        .apply(ike(kind, text), Optional.ofNullable(eap)))
                .withMessage("name mangler 'staff': " + message);
    }

    // RFC 2865, section 5: a value has at most 253 octets; octets, not letters.
    @ParameterizedTest
    @ValueSource(strings = {"a", "é"})
    void aNameFillsAnAttributeAtMost(String letter) throws MangleException {
        int octets = letter.equals("a") ? 1 : 2;
        var mangler = mangler("eap all;before x");
        String longest = letter.repeat(252 / octets);
        assertThat(mangler.apply(ike("fqdn", "a"), Optional.of(longest))).isEqualTo("x" + longest);
        assertThatExceptionOfType(MangleException.class)
                .isThrownBy(() -> mangler.apply(ike("fqdn", "a"), Optional.of(longest + letter)))
                .withMessage(
                        "name mangler 'staff': EAP identity '%s' gives a name of %d octets; a User-Name has 253 at most"
                                .formatted(longest + letter, 253 + octets));
    }

    @Test
    void aControlCharacterReachesNeitherAServerNorALog() {
        assertThatExceptionOfType(MangleException.class)
                .isThrownBy(() -> mangler("fqdn all").apply(ike("fqdn", "root\0\n.example.com"), Optional.empty()))
                .withMessage("name mangler 'staff': fqdn 'root??.example.com' gives a name with a control character");
    }

    @Test
    void aRefusalHasNoStackTraceBecauseAPeerDecidesHowOftenItHappens() {
        assertThatExceptionOfType(MangleException.class)
                .isThrownBy(() -> mangler("email all").apply(ike("fqdn", "a"), Optional.empty()))
                .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
    }

    @ParameterizedTest(name = "{0} with EAP {1}, User-Name {2} is {3}")
    @CsvSource(nullValues = "-", textBlock = """
            fixed,    eap-alice, aaa-alice, everybody
            fixed,    -,         -,         everybody
            ike,      eap-alice, aaa-alice, laptop.example.com
            user,     eap-alice, aaa-alice, aaa-alice
            user,     eap-alice, -,         eap-alice
            user,     -,         aaa-alice, aaa-alice
            user,     -,         -,         laptop.example.com
            mangled,  eap-alice, aaa-alice, eap-alice
            mangled,  -,         aaa-alice, laptop
            """)
    void aNameRuleFindsTheName(String rule, String eap, String userName, String name) throws MangleException {
        NameRule by = switch (rule) {
            case "fixed" -> new NameRule.Fixed("everybody");
            case "ike" -> new NameRule.IkeIdentity();
            case "user" -> new NameRule.UserName();
            default -> new NameRule.Mangled(mangler("eap all;fqdn hostname"));
        };
        assertThat(by.resolve(
                ike("fqdn", "laptop.example.com"), Optional.ofNullable(eap), Optional.ofNullable(userName)))
                .isEqualTo(name);
    }

    @Test
    void aNameRuleGivesNoEmptyName() {
        assertThatExceptionOfType(MangleException.class)
                .isThrownBy(() -> new NameRule.IkeIdentity()
                        .resolve(ike("key-id", ""), Optional.of("alice"), Optional.empty()))
                .withMessage("the IKE identity as it is: key-id '' gives an empty name");
        assertThatExceptionOfType(MangleException.class)
                .isThrownBy(() -> new NameRule.UserName()
                        .resolve(ike("fqdn", "a"), Optional.of(""), Optional.empty()))
                .withMessage("the user name as it is: fqdn 'a' gives an empty name");
        assertThatExceptionOfType(MangleException.class)
                .isThrownBy(() -> new NameRule.Fixed("").resolve(ike("fqdn", "a"), Optional.empty(), Optional.empty()))
                .withMessage("a fixed name: fqdn 'a' gives an empty name");
    }

    private static PeerIdentity ike(String kind, String text) {
        Kind found = Arrays.stream(Kind.values())
                .filter(one -> one.toString().equals(kind))
                .findFirst()
                .orElseThrow();
        return new PeerIdentity(found, text);
    }

    private static NameMangler mangler(String rules) {
        Optional<FqdnPart> fqdn = Optional.empty();
        Optional<EmailPart> email = Optional.empty();
        Optional<DnPart> dn = Optional.empty();
        Optional<EapPart> eap = Optional.empty();
        boolean lower = false;
        String before = "";
        String behind = "";
        for (String rule : rules.split(";")) {
            String[] words = rule.strip().split(" ");
            switch (words[0]) {
                case "fqdn" -> fqdn = Optional.of(FqdnPart.valueOf(constant(words[1])));
                case "email" -> email = Optional.of(EmailPart.valueOf(constant(words[1])));
                case "dn" -> dn = Optional.of(DnPart.valueOf(constant(words[1])));
                case "lower" -> lower = true;
                case "before" -> before = words[1];
                case "behind" -> behind = words[1];
                case "eap" ->
                        eap = Optional.of(
                                switch (words[1]) {
                                    case "all" -> new EapPart.All();
                                    case "dn" -> new EapPart.OfDn(DnPart.valueOf(constant(words[2])));
                                    case "prefix" -> new EapPart.Prefix(words[2].charAt(0));
                                    case "suffix" -> new EapPart.Suffix(words[2].charAt(0));
                                    default -> throw new AssertionError(rule);
                                });
                default -> throw new AssertionError(rule);
            }
        }
        return new NameMangler("staff", fqdn, email, dn, eap, lower, before, behind);
    }

    private static String constant(String word) {
        return word.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
