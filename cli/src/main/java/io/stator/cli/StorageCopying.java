package io.stator.cli;

import io.stator.Anomaly;
import io.stator.engine.SystemCopies;
import io.stator.engine.copies.CopyProgress;
import io.stator.engine.copies.CopyReport;
import io.stator.engine.copies.CopySettings;
import io.stator.engine.copies.DatabaseCopy;
import io.stator.spi.Location;
import io.stator.storage.jdbc.FileProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** Has storages copied: how, with how far it is told meanwhile, and what became of it at the end. */
final class StorageCopying {
    private static final double WHOLE_PERCENT = 100;

    /** What belongs to the file of a system and may hold something of it. */
    private static final List<String> COMPANIONS = List.of("", "-wal", "-shm", ".end");

    @Option(
            names = "--verify",
            description = "At the end read all of the copy, and compare it with what it was made of; otherwise what was"
                    + " written this time is.")
    boolean checkedWhole;

    @Option(
            names = "--without-indexes",
            description = "Copy the logs alone, as when a segment is damaged: the indexes are made of them later.")
    boolean withoutIndexes;

    private final AtomicBoolean cancelled = new AtomicBoolean();

    private static String text(CopyProgress progress) {
        return String.format(
                Locale.ROOT,
                "%3.0f%% %s: %s %,d of %,d",
                Math.floor(WHOLE_PERCENT * progress.done() / Math.max(1, progress.total())),
                progress.database(),
                progress.step().name().toLowerCase(Locale.ROOT),
                progress.done(),
                progress.total());
    }

    /** Returns a place that a copy can be made at. */
    static Location target(Place place, String what) {
        Location location = place.location(what);
        if (location instanceof Location.InMemory) {
            throw new Anomaly.Incorrect(
                    what + " must be a directory, a file or a server: a system in memory is gone with the command");
        }
        return location;
    }

    /** Has something copied, and tells what became of it. */
    void run(StatorCommand shared, Location from, Location to, Function<CopySettings, CopyReport> copying) {
        if (!shared.system.limits.isEmpty() || shared.system.timeout() != null) {
            throw new Anomaly.Incorrect(
                    "--set-limit and --timeout are for what is done with a database: copying opens none, and has no time-out");
        }
        if (shared.system.compression != null) {
            throw new Anomaly.Incorrect(
                    "--compression is for what is written anew: copying takes segments as they are");
        }
        Console console = shared.console();
        ProgressLine line = new ProgressLine(console, System::nanoTime);
        Set<PosixFilePermission> permissions = permissions(from, to);
        CopySettings standard = SystemCopies.settings(progress -> line.show(() -> text(progress)));
        AtomicBoolean begun = new AtomicBoolean();
        CopySettings settings = new CopySettings(
                checkedWhole,
                !withoutIndexes,
                standard.clock(),
                standard.ids(),
                () -> {
                    if (!begun.getAndSet(true)) {
                        protect(to, permissions);
                    }
                    look(standard);
                },
                standard.progress());
        try (Interruption interruption = Interruption.handledBy(() -> cancelled.set(true))) {
            CopyReport report = copying.apply(settings);
            line.clear();
            report(console, from, to, report);
        } finally {
            line.clear();
        }
    }

    private void look(CopySettings standard) {
        if (cancelled.get()) {
            throw new Anomaly.Interrupted(
                    "what was copied is in, and is not taken for a whole copy: run the same command again to go on");
        }
        standard.look().run();
    }

    /** Returns who may read the file that is copied, if the copy is a file that is not there yet. */
    private static Set<PosixFilePermission> permissions(Location from, Location to) {
        if (!(from instanceof Location.InPath source)
                || !(to instanceof Location.InPath target)
                || Files.exists(FileProvider.file(target.path()))) {
            return Set.of();
        }
        Path file = FileProvider.file(source.path());
        try {
            return Files.getFileStore(file).supportsFileAttributeView("posix")
                    ? Files.getPosixFilePermissions(file)
                    : Set.of();
        } catch (IOException failure) {
            throw Failures.ofFile(file, failure);
        }
    }

    /** Sees to it that nobody may read a new file who may not read what is copied to it; there is nothing of that in it yet. */
    private static void protect(Location to, Set<PosixFilePermission> permissions) {
        if (permissions.isEmpty() || !(to instanceof Location.InPath target)) {
            return;
        }
        Path file = FileProvider.file(target.path());
        try {
            for (Path each : COMPANIONS.stream()
                    .map(suffix -> file.resolveSibling(file.getFileName() + suffix))
                    .toList()) {
                if (Files.exists(each)) {
                    Files.setPosixFilePermissions(each, permissions);
                }
            }
        } catch (IOException failure) {
            throw Failures.ofFile(file, failure);
        }
    }

    private static void report(Console console, Location from, Location to, CopyReport report) {
        for (DatabaseCopy copy : report.databases()) {
            console.out()
                    .line(String.format(
                            Locale.ROOT,
                            "%s: t %,d%s; records %,d, new %,d, replaced %,d; new segments %,d; %,d bytes",
                            copy.name(),
                            copy.t(),
                            copy.t() == 0 ? "" : " of " + Instant.ofEpochMilli(copy.instant()),
                            copy.records(),
                            copy.newRecords(),
                            copy.changedRecords(),
                            copy.newSegments(),
                            copy.bytes()));
        }
        report.deleted().forEach(name -> console.out().line(name + ": deleted from " + to));
        report.omitted().forEach(name -> console.out().line(name + ": left out, it had no transaction by then"));
        console.out()
                .line("copied " + from + " to " + to + ": databases "
                        + report.databases().size() + ", checked");
    }
}
