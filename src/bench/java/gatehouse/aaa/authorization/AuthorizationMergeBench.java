package gatehouse.aaa.authorization;

import gatehouse.aaa.AaaList;
import gatehouse.aaa.AccessPolicy;
import gatehouse.aaa.AccessPolicy.AddressConflict;
import gatehouse.aaa.AccessPolicy.AddressKind;
import gatehouse.aaa.Direction;
import gatehouse.aaa.Grant;
import gatehouse.aaa.Granted;
import gatehouse.aaa.Origin;
import gatehouse.aaa.Origin.Source;
import gatehouse.bytes.Bytes;
import gatehouse.net.Addresses;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// One authorization made of what the profile, the proof of identity, the group and the user give,
/// some ten values each.
@State(Scope.Thread)
public class AuthorizationMergeBench {
    private final AuthorizationPlan plan = new AuthorizationPlan(true, Optional.empty(), Optional.empty(), false);
    private final AccessPolicy policy = new AccessPolicy(
            AaaList.NONE, "", grant(Source.PROFILE), AddressKind.USUAL_ORDER, AddressConflict.REFUSE);
    private final List<Grant> three = List.of(grant(Source.IMPLICIT), grant(Source.GROUP), grant(Source.USER));

    @Benchmark
    public Verdict implicitGroupUser() {
        return AuthorizationMerge.merge(plan, three, policy, "alice");
    }

    private static Grant grant(Source source) {
        var values = new ArrayList<Granted>(List.of(
                new Granted.Pool("pool-" + source),
                new Granted.Dns(Addresses.parse("10.0." + source.ordinal() + ".53")),
                new Granted.Dns(Addresses.parse("10.0." + source.ordinal() + ".54")),
                new Granted.SplitDns(source + ".example"),
                new Granted.SessionTimeout(Duration.ofHours(8)),
                new Granted.IdleTimeout(Duration.ofMinutes(30)),
                new Granted.ClassValue(Bytes.wrap(new byte[24]))));
        for (int i = 1; i <= 4; i++) {
            values.add(new Granted.AccessEntry(Direction.IN, true, i, "permit ip any 10." + i + ".0.0 0.0.255.255"));
        }
        return new Grant(new Origin(source, "radius-1", "office", "alice"), values);
    }
}
