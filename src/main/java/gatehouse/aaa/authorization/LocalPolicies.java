package gatehouse.aaa.authorization;

import gatehouse.aaa.AccessAnswer;
import gatehouse.aaa.AccessQuestion;
import gatehouse.aaa.Grant;
import gatehouse.aaa.Origin;
import gatehouse.bytes.Bytes;
import java.util.Map;
import java.util.Optional;

/// The local authorization policies of the configuration, by name: what an AAA list's method `local` answers, and what is
/// put on top as a service.
public record LocalPolicies(Map<String, Grant> byName) {
    public static final LocalPolicies NONE = new LocalPolicies(Map.of());
    /// Who says what a local policy grants.
    public static final String SERVER = "local";

    public LocalPolicies {
        byName = Map.copyOf(byName);
    }

    /// The answer of method `local`: a question about a group or a user is one about the policy of that name.
    public AccessAnswer answer(AccessQuestion question) {
        return switch (question) {
            case AccessQuestion.Authorize(var list, _, var source, var name) ->
                    find(name, new Origin(source, SERVER, list.name(), name))
                            .<AccessAnswer>map(AccessAnswer.Accept::of)
                            .orElseGet(() -> new AccessAnswer.Reject(
                                    Bytes.EMPTY, "there is no local authorization policy '" + name + "'"));
            case AccessQuestion.EapRound _ -> cannot("lead an EAP conversation");
            case AccessQuestion.PeerKeys _ -> cannot("keep keys of peers");
            case AccessQuestion.DownloadAccessList _ -> cannot("keep access lists to download");
        };
    }

    /// The policy as a service, put on top of everything that the login got.
    Optional<Grant> service(String name) {
        return find(name, new Origin(Origin.Source.SERVICE, SERVER, "", name));
    }

    private Optional<Grant> find(String name, Origin origin) {
        return Optional.ofNullable(byName.get(name)).map(grant -> grant.from(origin));
    }

    private static AccessAnswer cannot(String what) {
        return new AccessAnswer.Unavailable("local authorization policies do not " + what);
    }
}
