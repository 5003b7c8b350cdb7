package io.stator.cli;

import io.stator.Anomaly;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Pull;
import io.stator.PulledEntity;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stator pull}: shows an entity as a tree. */
@Command(
        name = "pull",
        description = "Show what a pull pattern selects of an entity.",
        footerHeading = "%nFor example:%n",
        footer =
                "  stator pull --db demo '[:movie/title {:movie/director [:person/name]}]' '[:movie/title \"The Goonies\"]'")
final class PullCommand extends DatabaseCommand {
    @Parameters(
            index = "0",
            paramLabel = "PATTERN",
            description = "The pattern in EDN, such as '[*]'; @FILE reads it from a file, - from the input.")
    String pattern = "";

    @Parameters(
            index = "1",
            paramLabel = "ENTITY",
            description = "An entity id, an ident, or a lookup ref such as '[:a/b \"text\"]'.")
    String entity = "";

    @Mixin
    TimeOptions time = new TimeOptions();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "How to write it: edn, json or table. Default: edn")
    Format format = Format.EDN;

    @Override
    void run(Connection connection) {
        Pull parsed = Pull.parse(Arguments.text(pattern, console()));
        Object whose = Arguments.value("entity", entity);
        if (whose == null) {
            throw new Anomaly.Incorrect("entity must be an entity id, an ident or a lookup ref: entity=nil");
        }
        Database database = time.view(connection.db());
        show(database.pull(parsed, TimeTable.existing(database, whose)), format, console());
    }

    /** Writes a pulled entity. */
    static void show(PulledEntity pulled, Format format, Console console) {
        if (format == Format.EDN) {
            console.out().line(Text.pretty(pulled));
        } else if (format == Format.JSON) {
            format.write(
                    new Answer(List.of("entity"), List.of(), Answer.Shape.VALUE, List.of(List.of(pulled))), console);
        } else {
            List<List<?>> rows = pulled.entrySet().stream()
                    .<List<?>>map(entry -> java.util.Arrays.asList(entry.getKey(), entry.getValue()))
                    .toList();
            format.write(Answer.table(List.of("attribute", "value"), rows), console);
        }
    }
}
