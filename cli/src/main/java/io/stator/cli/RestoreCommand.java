package io.stator.cli;

import io.stator.Anomaly;
import io.stator.engine.SystemCopies;
import io.stator.engine.copies.Restoration;
import io.stator.spi.Location;
import java.time.Instant;
import java.util.Date;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stator restore}: makes databases anew from a backup. */
@Command(
        name = "restore",
        description = {
            "Make databases of a backup, or of any system, anew: all or one, as they are or as they were, in another system or"
                    + " beside themselves. Other databases that are there are left alone.",
            "A restored database has an id of its own, so that nobody takes it for the one it was made of; connect to it anew. What"
                    + " was excised stays gone, whenever that was. A restoring that was ended goes on when it is run again.",
            "To bring back a whole system with its ids, as when its disk is lost, use 'stator copy'."
        },
        footerHeading = "%nFor example:%n",
        footer = {
            "  stator restore --from /backups/stator --to ./stator-data",
            "  stator restore --from /backups/stator --database music --at 2026-11-30T09:00:00Z --as music-before"
        })
final class RestoreCommand extends SystemCommand {
    @Option(
            names = "--from",
            paramLabel = "PLACE",
            required = true,
            converter = Place.OfText.class,
            description = "The backup or system to restore from: a directory, a file or a URI.")
    Place from = new Place("");

    @Option(
            names = "--to",
            paramLabel = "PLACE",
            converter = Place.OfText.class,
            description = "The system to restore to, which is made if there is none. Default: that of --data")
    @Nullable
    Place to;

    @Option(
            names = {"--database", "--db"},
            paramLabel = "NAME",
            description = "The only database to restore. Default: all")
    @Nullable
    String database;

    @Option(names = "--as", paramLabel = "NAME", description = "The name it gets. Default: the one it has")
    @Nullable
    String as;

    @Option(names = "--t", paramLabel = "T", description = "Restore no transaction after this t.")
    @Nullable
    Long t;

    @Option(
            names = "--at",
            paramLabel = "INSTANT",
            description = "Restore no transaction after this time, such as 2026-11-30T09:00:00Z.")
    @Nullable
    String at;

    @Option(
            names = "--replace",
            description = "Replace databases that have the names, each when the restored one is whole.")
    boolean replace;

    @Mixin
    StorageCopying copying = new StorageCopying();

    @Override
    public Integer call() {
        requireHere("restore");
        if (shared().readOnly) {
            throw new Anomaly.Forbidden("this command writes, which --read-only forbids: leave that option out");
        }
        Location backup = from.location("--from");
        Location system = StorageCopying.target(to == null ? shared().data : to, to == null ? "--data" : "--to");
        Restoration wanted = new Restoration(database, as, lastT(), lastMillis(), replace);
        requireThere(from, "--from");
        timed(() -> copying.run(
                shared(), backup, system, settings -> SystemCopies.restore(backup, system, wanted, settings)));
        return ExitCode.OK;
    }

    private long lastT() {
        if (t == null) {
            return Restoration.ALL;
        }
        if (t < 0 || at != null) {
            throw new Anomaly.Incorrect("--t must be at least 0, and without --at: t=" + t);
        }
        return t;
    }

    private @Nullable Long lastMillis() {
        if (at == null) {
            return null;
        }
        Object value = Arguments.timePoint(at).value();
        if (value instanceof Instant instant) {
            return instant.toEpochMilli();
        }
        if (value instanceof Date date) {
            return date.getTime();
        }
        throw new Anomaly.Incorrect("--at must be a time such as 2026-11-30T09:00:00Z, a t is for --t: at=" + at);
    }
}
