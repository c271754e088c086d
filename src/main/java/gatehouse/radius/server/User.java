package gatehouse.radius.server;

import gatehouse.bytes.Secret;
import gatehouse.radius.Attribute;
import java.util.List;

/// Somebody who may come in.
///
/// @param methods EAP methods that the user may prove himself by, the first of them proposed first
/// @param reply   attributes of the Access-Accept
public record User(String name, Secret password, List<Method> methods, List<Attribute> reply) {
    public User {
        methods = List.copyOf(methods);
        reply = List.copyOf(reply);
        if (methods.isEmpty()) throw new IllegalArgumentException("user '" + name + "' has no method");
    }

    /// An EAP method that the server can do.
    public enum Method {
        MSCHAPV2(26),
        GTC(6),
        MD5(4);

        private final int type;

        Method(int type) {
            this.type = type;
        }

        int type() {
            return type;
        }
    }
}
