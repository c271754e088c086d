package gatehouse.config;

import java.util.List;
import java.util.stream.Collectors;

/// A configuration that cannot be used, with everything that is wrong with it.
public final class ConfigurationException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<Complaint> complaints;

    ConfigurationException(List<Complaint> complaints) {
        super(complaints.stream().map(Complaint::toString).collect(Collectors.joining("\n")));
        this.complaints = List.copyOf(complaints);
    }

    /// Errors and warnings, in the order of the file.
    public List<Complaint> complaints() {
        return complaints;
    }
}
