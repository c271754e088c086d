package gatehouse.cli;

import gatehouse.admin.Explanation;
import java.io.PrintWriter;
import java.util.stream.Collectors;

/// What somebody may do, and why, as a table.
final class ExplanationText {
    private ExplanationText() {}

    static void print(Explanation explanation, PrintWriter out) {
        if (explanation.values().isEmpty()) {
            out.println("nothing is granted");
        } else {
            var table = new Table("SETTING", "VALUE", "FROM", "INSTEAD OF");
            for (Explanation.Value value : explanation.values()) {
                String overrode = value.overrode().stream()
                        .map(other -> other.value() + " of " + other.origin().text())
                        .collect(Collectors.joining("; "));
                table.row(value.name(), value.value(), value.origin().text(), overrode);
            }
            out.println(table);
        }
        if (explanation.ignored().isEmpty()) return;
        out.println();
        var ignored = new Table("IGNORED", "WHY", "FROM");
        for (Explanation.Ignored row : explanation.ignored()) {
            ignored.row(row.attribute(), row.reason(), row.origin().text());
        }
        out.println(ignored);
    }
}
