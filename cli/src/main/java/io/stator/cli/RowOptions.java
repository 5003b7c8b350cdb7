package io.stator.cli;

import io.stator.Anomaly;
import io.stator.Database;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether files hold rows, and what their columns mean. */
final class RowOptions {
    @Option(
            names = "--csv",
            description =
                    "The files hold comma-separated values: a row an entity, columns as --map says (*.csv of a directory).")
    boolean csv;

    @Option(
            names = "--json-lines",
            description =
                    "The files hold a JSON object a line: an object an entity, as --map says (*.jsonl and *.ndjson of a"
                            + " directory).")
    boolean jsonLines;

    @Option(
            names = "--map",
            paramLabel = "MAPPING.edn",
            description =
                    "What the columns mean, such as {:columns {\"id\" :item/id \"title\" :item/title}}; see docs/import.md.")
    @Nullable
    Path map;

    @Option(
            names = "--flatten",
            description = "Take the forms of collections one by one, as if the brackets around them were not there.")
    boolean flatten;

    /** Refuses options that do not go together. */
    void check() {
        if (csv && jsonLines) {
            throw new Anomaly.Incorrect("one of --csv and --json-lines must be given, not both");
        }
        if ((csv || jsonLines) && map == null) {
            throw new Anomaly.Incorrect(
                    "--csv and --json-lines need --map MAPPING.edn, which says what the columns mean");
        }
        if (map != null && !csv && !jsonLines) {
            throw new Anomaly.Incorrect("--map needs --csv or --json-lines");
        }
        if (flatten && map != null) {
            throw new Anomaly.Incorrect("--flatten is for files of EDN, which have collections of forms");
        }
    }

    /** Returns whether any of them is given. */
    boolean isGiven() {
        return csv || jsonLines || flatten || map != null;
    }

    /** Returns how the names of files in a directory end. */
    List<String> endings() {
        if (csv) {
            return List.of(".csv");
        }
        return jsonLines ? List.of(".jsonl", ".ndjson") : List.of(".edn");
    }

    /** Returns the mapping for the attributes of a database, or null when files hold forms. */
    @Nullable
    Mapping mapping(Database database, Console console) {
        Path file = map;
        if (file == null) {
            return null;
        }
        String text = Arguments.text("@" + file, console);
        return MappingReader.read(String.valueOf(file.getFileName()), text, new AttributeTypes(database));
    }

    /** Returns how the files are read. */
    FileForms forms(@Nullable Mapping mapping) {
        if (mapping == null) {
            return FileForms.edn(flatten);
        }
        return csv ? FileForms.csv(mapping) : FileForms.jsonLines(mapping);
    }
}
