/// Dictionary files: names of attributes and of their values, in the format of FreeRADIUS 3. Every mistake in them is told
/// with file and line. The result is a dictionary of TinyRadius, for its codec.
///
/// Start with [gatehouse.radius.dictionary.RadiusDictionary].
package gatehouse.radius.dictionary;
