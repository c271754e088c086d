/// What a session may do: what AAA granted, merged with local policy.
///
/// Start with [gatehouse.aaa.authorization.AuthorizationRun]: from somebody who proved who it is
/// ([gatehouse.aaa.authorization.Subject]) it leads over questions to a
/// [gatehouse.aaa.authorization.Verdict]; a change of a live session goes the same way. The rule by which several
/// authorizations become one is [gatehouse.aaa.authorization.AuthorizationMerge], what a change or a service does to a
/// live one is [gatehouse.aaa.authorization.LiveChange]. Names that AAA is asked about are made by
/// [gatehouse.aaa.authorization.NameRule]. All of these are values and know nobody.
///
/// [gatehouse.aaa.authorization.AttributeCache] is the one thing here that is shared between shards. It stands between
/// whoever asks and AAA; a run does not know whether it is there.
package gatehouse.aaa.authorization;
