package io.stator.cli;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.engine.storage.StorageAnomalies;
import io.stator.spi.Location;
import io.stator.storage.dynamodb.DynamoDbReport;
import io.stator.storage.dynamodb.DynamoDbStorage;
import io.stator.storage.jdbc.FileProvider;
import io.stator.storage.jdbc.PostgresStorage;
import io.stator.storage.jdbc.SqliteStorage;
import io.stator.storage.jdbc.StorageReport;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;

/** {@code stator verify}: reads and checks everything. */
@Command(
        name = "verify",
        description = {
            "Read and check everything in the system: its files, every record, every database.",
            "Changes nothing, and works while another process has the system open. Damage is told with its place, and the exit code"
                    + " is that of a fault."
        })
final class VerifyCommand extends SystemCommand {
    @Override
    public Integer call() {
        timed(this::verify);
        return ExitCode.OK;
    }

    private void verify() {
        requireHere("verify");
        requireThere();
        StorageReport report = StorageAnomalies.call(() -> check(shared().data.location("--data")));
        List<String> names;
        try (Client client = openToRead()) {
            names = client.listDatabases();
            names.forEach(name -> connect(client, name));
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

    /** Reads a database, unless it was deleted meanwhile. */
    private static void connect(Client client, String name) {
        try {
            client.connect(name);
        } catch (Anomaly.NotFound deleted) {
            if (client.listDatabases().contains(name)) {
                throw deleted;
            }
        }
    }
}
