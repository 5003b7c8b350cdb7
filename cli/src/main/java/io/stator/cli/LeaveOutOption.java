package io.stator.cli;

import io.stator.Anomaly;
import io.stator.edn.Keyword;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Which attributes are not copied. */
final class LeaveOutOption {
    @Option(
            names = "--leave-out",
            paramLabel = "ATTRIBUTE",
            description =
                    "Leave out all facts of an attribute, such as one that Stator does not have; can be given again.")
    List<String> attributes = new ArrayList<>();

    /** Returns the idents of the attributes. */
    List<Keyword> names() {
        return attributes.stream().map(LeaveOutOption::name).toList();
    }

    private static Keyword name(String text) {
        try {
            return Keyword.parse(text.startsWith(":") ? text : ":" + text);
        } catch (Anomaly malformed) {
            throw new Anomaly.Incorrect(
                    "--leave-out must be the ident of an attribute, such as :movie/poster: leave-out=" + text,
                    Map.of(),
                    malformed);
        }
    }

    /** Tells how many facts were left out, when that was asked for. */
    void tell(long omitted, Console console) {
        if (!attributes.isEmpty()) {
            console.err().line("left out " + omitted + " facts of " + String.join(", ", attributes));
        }
    }
}
