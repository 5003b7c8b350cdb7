package io.stator.cli;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Verification;
import io.stator.engine.storage.StorageAnomalies;
import io.stator.spi.Location;
import io.stator.storage.dynamodb.DynamoDbReport;
import io.stator.storage.dynamodb.DynamoDbStorage;
import io.stator.storage.jdbc.FileProvider;
import io.stator.storage.jdbc.PostgresStorage;
import io.stator.storage.jdbc.SqliteStorage;
import io.stator.storage.jdbc.StorageReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code stator verify}: reads and checks everything. */
@Command(
        name = "verify",
        description = {
            "Read and check everything in the system: its files, every record, every database, and whether the indexes of each are"
                    + " those of its log.",
            "Changes nothing, and works while another process has the system open. All damage that can be found is told, with its place"
                    + " and the way out, and the exit code is that of a fault."
        },
        footerHeading = "%nFor example:%n",
        footer = {"  stator --data films verify", "  stator verify --data jdbc:postgresql://host/name --db films"})
final class VerifyCommand extends SystemCommand {
    @Option(
            names = {"--db", "--database"},
            paramLabel = "NAME",
            description = "The database to compare with its log. Default: all")
    @Nullable
    String database;

    private final List<String> damages = new ArrayList<>();

    @Override
    public Integer call() {
        timed(this::verify);
        return ExitCode.OK;
    }

    private void verify() {
        requireHere("verify");
        requireThere();
        StorageReport report = checked();
        List<String> names = new ArrayList<>();
        try (Client client = openToRead()) {
            names.addAll(database == null ? client.listDatabases() : List.of(database));
            CareProgress progress = new CareProgress(console(), System::nanoTime, "verifying");
            progress.run(() -> names.forEach(name -> verify(client, name, progress)));
        } catch (Anomaly.Fault damaged) {
            damages.add(String.valueOf(damaged.getMessage()));
        }
        if (!damages.isEmpty() || report == null) {
            damages.forEach(console().err()::line);
            throw new Anomaly.Fault(
                    shared().data + " is damaged: what was found is told above, in " + damages.size() + " lines");
        }
        console()
                .out()
                .line(String.format(
                        Locale.ROOT,
                        "%s is undamaged: databases %,d, log records %,d, segments %,d, roots %,d, bytes in them %,d",
                        shared().data,
                        names.size(), // storage knows those with a transaction
                        report.records(),
                        report.segments(),
                        report.roots(),
                        report.bytes()));
    }

    /** Checks what storage can tell of itself; returns null when that is damaged. */
    private @Nullable StorageReport checked() {
        try {
            return StorageAnomalies.call(() -> check(shared().data.location("--data")));
        } catch (Anomaly.Fault damaged) {
            damages.add(String.valueOf(damaged.getMessage()));
            return null;
        }
    }

    private static StorageReport check(Location location) {
        if (location instanceof Location.InPath file) {
            return SqliteStorage.checkReadOnly(FileProvider.file(file.path()));
        }
        if (location instanceof Location.Stored stored && DynamoDbStorage.isOne(stored.uri())) {
            DynamoDbReport report = DynamoDbStorage.checkReadOnly(stored.uri());
            return new StorageReport(
                    report.databases(), report.records(), report.segments(), report.roots(), report.bytes());
        }
        if (location instanceof Location.Stored stored) {
            return PostgresStorage.checkReadOnly(stored.uri());
        }
        throw new Anomaly.NotFound(
                "a system in memory has nothing that could be damaged: say where it is with --data PATH");
    }

    /** Checks a database, and reads it as an opening does, unless it was deleted meanwhile. */
    private void verify(Client client, String name, CareProgress progress) {
        try {
            Verification found = client.verify(name, progress);
            damages.addAll(found.damages());
            progress.clear();
            found.notes().forEach(note -> console().err().line("database '" + name + "': " + note));
            if (found.isWhole()) {
                client.connect(name);
            }
        } catch (Anomaly.NotFound deleted) {
            if (client.listDatabases().contains(name) || database != null) {
                throw deleted;
            }
        }
    }
}
