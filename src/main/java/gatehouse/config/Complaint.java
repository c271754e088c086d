package gatehouse.config;

/// One thing that is wrong, or unwise, in a configuration.
///
/// @param line   from 1; zero where the file as a whole is meant
/// @param path   the keys that lead to it, joined by points; empty for the whole file
/// @param what   the fact
/// @param remedy what to do about it; empty where the fact says it
public record Complaint(Severity severity, String file, int line, String path, String what, String remedy) {
    /// Whether the configuration can be used nevertheless.
    public enum Severity {
        ERROR,
        WARNING
    }

    /// `conf/gatehouse.yaml:41 profiles.office.ike.proposals: unknown group 'modp768'; use modp2048`.
    @Override
    public String toString() {
        var text = new StringBuilder(file);
        if (line > 0) text.append(':').append(line);
        if (!path.isEmpty()) text.append(' ').append(path);
        text.append(": ").append(what);
        if (!remedy.isEmpty()) text.append("; ").append(remedy);
        return text.toString();
    }
}
