package gatehouse.aaa;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.aaa.AaaList.Method;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// RFC 7542.
class RealmTest {
    private static Method group(String name) {
        return new Method.Radius(name);
    }

    private static Realm realm(String suffix, String group, boolean strip) {
        return new Realm(suffix, List.of(group(group)), strip);
    }

    private static final AaaList LIST = new AaaList("office", List.of(group("home")), AaaList.USUAL_PASSWORD, List.of(
            realm("example.com", "exact", false),
            realm(".example.com", "below", true),
            realm(".lab.example.com", "lab", false),
            realm("b\u00fccher.example", "books", false)));
    private static final AaaList ROAMING =
            new AaaList("roaming", List.of(group("home")), AaaList.USUAL_PASSWORD, List.of(
                    realm("example.com", "exact", true), realm("default", "others", false)));

    @ParameterizedTest
    @CsvSource({
        "alice,                      home,  alice",
        "alice@example.com,          exact, alice@example.com",
        "alice@EXAMPLE.Com,          exact, alice@EXAMPLE.Com",
        "alice@sub.example.com,      below, alice",
        "alice@lab.example.com,      below, alice",
        "alice@x.lab.example.com,    lab,   alice@x.lab.example.com",
        "alice@badexample.com,       home,  alice@badexample.com",
        "alice@elsewhere.org,        home,  alice@elsewhere.org",
        "alice@,                     home,  alice@",
        "a@b@sub.example.com,        below, a@b",
        "@sub.example.com,           below, @sub.example.com",
    })
    void theClosestRealmDecides(String name, String group, String told) {
        assertThat(LIST.route(name)).isEqualTo(new AaaList.Route(List.of(group(group)), told));
    }

    @ParameterizedTest
    @CsvSource({
        "alice,               home,   alice",
        "alice@example.com,   exact,  alice",
        "alice@elsewhere.org, others, alice@elsewhere.org",
    })
    void theDefaultIsForRealmsThatNothingElseFits(String name, String group, String told) {
        assertThat(ROAMING.route(name)).isEqualTo(new AaaList.Route(List.of(group(group)), told));
    }

    @Test
    void realmsAreComparedInOneNormalForm() {
        assertThat(LIST.route("alice@bu\u0308cher.EXAMPLE").methods()).containsExactly(group("books"));
    }

    @Test
    void theListKnowsEverybodyWhomItMayAsk() {
        assertThat(LIST.serverGroups()).containsExactly("home", "exact", "below", "lab", "books");
    }
}
