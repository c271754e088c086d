package gatehouse.admin;

import java.util.List;

/// Whether the gateway can do its work.
///
/// @param serving  whether it takes logins; a load balancer takes it out of service if not
/// @param problems what an operator should know, one sentence each: a RADIUS group without a live server, an exhausted
///                 pool
public record Health(boolean serving, List<String> problems) {
    public static final Health GOOD = new Health(true, List.of());

    public Health {
        problems = List.copyOf(problems);
    }
}
