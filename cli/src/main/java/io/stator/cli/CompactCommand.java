package io.stator.cli;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.CompactOptions;
import io.stator.Compaction;
import io.stator.spi.Location;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code stator compact}: writes the indexes anew, and gives room back. */
@Command(
        name = "compact",
        description = {
            "Write the indexes of the databases anew, into segments that are full, and give the room of what was replaced back.",
            "Needs room for the indexes once more meanwhile. What is interrupted, even killed, leaves a database as it was, and the command can be"
                    + " run again. In a program, Client.compact does this beside its readers and writers."
        },
        footerHeading = "%nFor example:%n",
        footer = {"  stator --data films compact", "  stator --data films compact --db films --rebuild"})
final class CompactCommand extends SystemCommand {
    @Option(
            names = {"--db", "--database"},
            paramLabel = "NAME",
            description = "The database. Default: all")
    @Nullable
    String database;

    @Option(
            names = "--rebuild",
            description = "Make the indexes of the log, whatever they hold: after 'stator verify' found them damaged.")
    boolean rebuild;

    @Option(
            names = "--unread",
            description =
                    "No other process reads the system: delete at once what is replaced, which is otherwise kept for ten"
                            + " minutes and deleted by a later opening.")
    boolean unread;

    @Override
    public Integer call() {
        requireHere("compact");
        timed(this::compact);
        return ExitCode.OK;
    }

    private void compact() {
        CareProgress progress = new CareProgress(console(), System::nanoTime, "compacting");
        CompactOptions options = CompactOptions.standard().reporting(progress);
        CompactOptions rebuilding = rebuild ? options.fromLog() : options;
        CompactOptions wanted = unread ? rebuilding.unread() : rebuilding;
        try (Client client = openOrRefuse()) {
            List<String> names = database == null ? client.listDatabases() : List.of(database);
            if (names.isEmpty()) {
                console().out().line("there is no database, so there is nothing to compact");
            }
            progress.run(() -> names.forEach(name -> {
                Compaction done = client.compact(name, wanted);
                progress.clear();
                tell(done);
            }));
        }
        reclaim(progress);
    }

    /** Opens the system to write to it, once more and without values that could still be read, and gives back what can be. */
    private void reclaim(CareProgress progress) {
        try (Client client = openOrRefuse()) {
            progress.run(() -> {
                client.listDatabases().stream()
                        .filter(name -> database == null || name.equals(database))
                        .forEach(client::connect);
                client.reclaim();
            });
        }
    }

    private Client openOrRefuse() {
        requireThere();
        if (shared().data.location("--data") instanceof Location.InMemory) {
            throw new Anomaly.NotFound("a system in memory has nothing to compact: say where it is with --data PATH");
        }
        return openOrCreate();
    }

    private void tell(Compaction done) {
        String kept = done.kept() == 0 || unread
                ? ""
                : String.format(
                        Locale.ROOT,
                        ", %,d replaced ones are kept for ten minutes for who reads: --unread deletes them at once",
                        done.kept());
        console()
                .out()
                .line(String.format(
                        Locale.ROOT,
                        "database '%s' is in %,d segments of %,d bytes up to t %d, before in %,d of %,d%s",
                        done.database(),
                        done.segments(),
                        done.bytes(),
                        done.t(),
                        done.segmentsBefore(),
                        done.bytesBefore(),
                        kept));
    }
}
