package io.stator.cli;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.spi.Location;
import io.stator.storage.jdbc.FileProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stator backup}: copies a system to one file. */
@Command(
        name = "backup",
        description = {
            "Copy the system, as it is at this moment, to one file or to a server; also while another process has it open.",
            "The copy is read and checked as a whole before it gets its name, and is a closed system of its own."
        },
        footerHeading = "%nFor example:%n",
        footer = {"  stator backup nightly.db", "  stator --data nightly.db databases"})
final class BackupCommand extends SystemCommand {
    @Parameters(
            paramLabel = "TO",
            type = Path.class,
            converter = Place.OfText.class,
            description = "The file to make, or a directory that is there, in which it is called "
                    + FileProvider.FILE_NAME + "; or a URI such as jdbc:postgresql://host/database.")
    Place to = new Place("");

    @Option(names = "--replace", description = "Replace an earlier backup, which must not be open.")
    boolean replace;

    @Override
    public Integer call() throws IOException {
        Location location = to.location("TO");
        requireHere("backup");
        try (Client client = openToRead()) {
            timed(() -> copy(client, location));
        }
        Optional<Path> made = to.path("TO").map(FileProvider::file);
        String size = made.isEmpty() ? "" : String.format(Locale.ROOT, "%,d bytes, ", Files.size(made.get()));
        console()
                .out()
                .line("copied " + shared().data + " to "
                        + made.map(Path::toString).orElse(to.toString()) + ": " + size + "checked");
        return ExitCode.OK;
    }

    private void copy(Client client, Location location) {
        if (location instanceof Location.InPath file) {
            if (replace) {
                client.backupReplacing(file.path());
            } else {
                client.backup(file.path());
            }
        } else if (location instanceof Location.Stored stored) {
            if (replace) {
                client.backupReplacing(stored.uri());
            } else {
                client.backup(stored.uri());
            }
        } else {
            throw new Anomaly.Incorrect("TO must be a file or a server: a system in memory is gone with the command");
        }
    }
}
