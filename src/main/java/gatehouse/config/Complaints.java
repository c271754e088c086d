package gatehouse.config;

import gatehouse.config.Complaint.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Collects what is wrong with one file, so that all of it is told at once.
final class Complaints {
    private final String file;
    private final List<Complaint> complaints = new ArrayList<>();

    Complaints(String file) {
        this.file = file;
    }

    void error(Place place, String what, String remedy) {
        complaints.add(new Complaint(Severity.ERROR, file, place.line(), place.path(), what, remedy));
    }

    void warning(Place place, String what, String remedy) {
        complaints.add(new Complaint(Severity.WARNING, file, place.line(), place.path(), what, remedy));
    }

    /// What was collected from another file belongs to the same answer.
    void add(Complaints other) {
        complaints.addAll(other.complaints);
    }

    boolean hasErrors() {
        return complaints.stream().anyMatch(complaint -> complaint.severity() == Severity.ERROR);
    }

    /// In the order of the file.
    List<Complaint> all() {
        return complaints.stream().sorted(Comparator.comparingInt(Complaint::line)).toList();
    }
}
