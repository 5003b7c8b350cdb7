package io.stator.cli;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.engine.SystemCopies;
import io.stator.spi.Location;
import io.stator.storage.jdbc.FileProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code stator backup}: copies a system, to one file at once, or to a place that has an earlier backup. */
@Command(
        name = "backup",
        description = {
            "Copy the system; also while another process has it open. With --to, to a directory or another storage, where only what"
                    + " is new since the last time is copied, as 'stator copy' does; 'stator backups' tells what is there, 'stator"
                    + " restore' brings it back, also as it was at a time.",
            "With TO, as it is at this moment, to one file or a server, all of it. That copy is read and checked as a whole before it"
                    + " gets its name, and is a closed system of its own."
        },
        footerHeading = "%nFor example:%n",
        footer = {
            "  stator backup --to /backups/stator",
            "  stator backup nightly.db",
            "  stator --data nightly.db databases"
        })
final class BackupCommand extends SystemCommand {
    @Parameters(
            paramLabel = "TO",
            arity = "0..1",
            type = Path.class,
            converter = Place.OfText.class,
            description = "The file to make, or a directory that is there, in which it is called "
                    + FileProvider.FILE_NAME + "; or a URI such as jdbc:postgresql://host/database.")
    @Nullable
    Place to;

    @Option(
            names = "--to",
            paramLabel = "PLACE",
            converter = Place.OfText.class,
            description =
                    "The place of the backup, an earlier one of this system or a new one: a directory, which is made, or a"
                            + " URI.")
    @Nullable
    Place place;

    @Spec
    private @Nullable CommandSpec command;

    @Mixin
    StorageCopying copying = new StorageCopying();

    @Option(names = "--replace", description = "Replace an earlier backup, which must not be open.")
    boolean replace;

    @Override
    public Integer call() throws IOException {
        requireHere("backup");
        if (to == null) {
            addTo(place);
        } else if (place != null) {
            throw new Anomaly.Incorrect("TO is a new copy of everything, --to one that goes on: give one of them");
        } else {
            copy(to);
        }
        return ExitCode.OK;
    }

    private void addTo(@Nullable Place backup) {
        if (backup == null) {
            throw new ParameterException(
                    Objects.requireNonNull(command).commandLine(),
                    "Missing required parameter: TO for a new copy, or --to PLACE for one that goes on");
        }
        if (replace) {
            throw new Anomaly.Incorrect("--replace is for TO: a backup with --to goes on with what is there");
        }
        Location source = shared().data.location("--data");
        Location target = StorageCopying.target(backup, "--to");
        requireThere();
        timed(() -> copying.run(shared(), source, target, settings -> SystemCopies.copy(source, target, settings)));
    }

    private void copy(Place target) throws IOException {
        Location location = target.location("TO");
        if (copying.checkedWhole || copying.withoutIndexes) {
            throw new Anomaly.Incorrect(
                    "--verify and --without-indexes are for --to: with TO all is copied and checked");
        }
        try (Client client = openToRead()) {
            timed(() -> copy(client, location));
        }
        Optional<Path> made = target.path("TO").map(FileProvider::file);
        String size = made.isEmpty() ? "" : String.format(Locale.ROOT, "%,d bytes, ", Files.size(made.get()));
        console()
                .out()
                .line("copied " + shared().data + " to "
                        + made.map(Path::toString).orElse(target.toString()) + ": " + size + "checked");
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
