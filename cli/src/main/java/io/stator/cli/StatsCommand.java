package io.stator.cli;

import io.stator.Anomaly;
import io.stator.Connection;
import io.stator.Database;
import io.stator.DatabaseStats;
import io.stator.IndexingStats;
import io.stator.edn.Keyword;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code stator stats}: tells how much there is of what. */
@Command(name = "stats", description = "Count the datoms of a database, history included, by attribute.")
final class StatsCommand extends DatabaseCommand {
    @Mixin
    FormatOption format = new FormatOption();

    @Override
    void run(Connection connection) {
        show(connection.db(), format.format, console());
        if (format.format == Format.TABLE) {
            indexing(connection);
        }
    }

    /** Tells how many facts are in segments, where there are any and that is known. */
    private void indexing(Connection connection) {
        try {
            IndexingStats stats = connection.indexing();
            if (stats.segments() == 0 && !stats.isRunning()) {
                return;
            }
            console()
                    .out()
                    .line(String.format(
                            Locale.ROOT,
                            "%,d datoms are in %,d segments of %,d bytes, %,d are in memory and the log alone%s",
                            stats.storedDatoms(),
                            stats.segments(),
                            stats.bytes(),
                            stats.liveDatoms(),
                            stats.isRunning() ? "; a merging is on its way" : ""));
        } catch (Anomaly.Unsupported anotherProcessKnows) {
            return;
        }
    }

    /** Writes the number of datoms of each attribute, biggest first, and on tables their sum. */
    static void show(Database database, Format format, Console console) {
        DatabaseStats stats = database.stats();
        List<List<?>> rows = stats.attributes().entrySet().stream()
                .sorted(Map.Entry.<Keyword, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .<List<?>>map(entry -> List.of(entry.getKey(), entry.getValue()))
                .toList();
        format.write(Answer.named(List.of("attribute", "datoms"), rows), console);
        if (format == Format.TABLE) {
            console.out().line(database.name() + " has " + stats.datoms() + " datoms at t " + database.t());
        }
    }
}
