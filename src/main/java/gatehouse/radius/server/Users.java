package gatehouse.radius.server;

import java.util.Optional;

/// Who may come in, at this moment.
public interface Users {
    Optional<User> find(String name);
}
