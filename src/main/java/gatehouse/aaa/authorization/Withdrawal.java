package gatehouse.aaa.authorization;

/// The way back of somebody who asked and no longer wants the answer.
@FunctionalInterface
public interface Withdrawal {
    /// From now on no answer comes. What is being fetched is fetched all the same: others may wait for it.
    void withdraw();
}
