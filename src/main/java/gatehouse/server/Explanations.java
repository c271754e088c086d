package gatehouse.server;

import gatehouse.aaa.Authorization;
import gatehouse.aaa.Granted;
import gatehouse.aaa.Origin;
import gatehouse.admin.Explanation;
import gatehouse.admin.OriginRow;
import java.util.ArrayList;

/// Authorizations as operators read them.
final class Explanations {
    private Explanations() {}

    static Explanation of(Authorization authorization) {
        var values = new ArrayList<Explanation.Value>();
        var ignored = new ArrayList<Explanation.Ignored>();
        for (Authorization.Entry entry : authorization.entries()) {
            OriginRow origin = row(entry.origin());
            if (entry.value() instanceof Granted.Ignored(var attribute, var reason)) {
                ignored.add(new Explanation.Ignored(attribute, reason, origin));
            } else {
                values.add(new Explanation.Value(
                        entry.value().name(),
                        entry.value().text(),
                        origin,
                        entry.overrode().stream()
                                .map(other -> new Explanation.Overridden(other.value().text(), row(other.origin())))
                                .toList()));
            }
        }
        return new Explanation(values, ignored);
    }

    private static OriginRow row(Origin origin) {
        return new OriginRow(origin.source().toString(), origin.server(), origin.list(), origin.name());
    }
}
