package io.stator.engine;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.engine.copies.CopyListing;
import io.stator.engine.copies.CopyProgress;
import io.stator.engine.copies.CopyReport;
import io.stator.engine.copies.CopySettings;
import io.stator.engine.copies.Restoration;
import io.stator.engine.copies.Restorer;
import io.stator.engine.copies.SystemCopier;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.Storages;
import io.stator.spi.Location;
import io.stator.spi.Require;
import java.util.function.Consumer;

/**
 * Copies systems from one location to another, restores databases, and tells what can be restored.
 *
 * <p>What is copied from may be written to meanwhile, by another process or, where a client of it is given, by this one. What is copied to is
 * open to write, so that nobody else has it. All of this waits for both, without a time-out; to interrupt the thread that waits ends it, and
 * the same call goes on where it was.
 */
public final class SystemCopies {
    private SystemCopies() {}

    /** Returns settings with the clock and the ids of this machine, that look whether the thread is interrupted. */
    public static CopySettings settings(Consumer<CopyProgress> progress) {
        EngineConfig config = EngineConfig.defaults();
        return new CopySettings(
                false,
                true,
                config.clock(),
                () -> config.databaseIds().get().toString(),
                SystemCopies::requireUninterrupted,
                Require.present(progress, "progress"));
    }

    private static CopySettings guarded(CopySettings settings) {
        return new CopySettings(
                settings.checkedWhole(),
                settings.withIndexes(),
                settings.clock(),
                settings.ids(),
                settings.look(),
                Listeners.guarded(settings.progress()));
    }

    private static void requireUninterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw new Anomaly.Interrupted(
                    "interrupted while a system was copied: copy once more, which goes on where it was");
        }
    }

    /**
     * Makes one location a copy of the system at another: of all its databases if it is empty, of what is new if it is an earlier copy.
     *
     * @throws Anomaly.NotFound when there is nothing to copy
     * @throws Anomaly.Busy when somebody else has the target open
     * @throws Anomaly.Conflict when the target is something else, or was written to
     * @throws Anomaly.Interrupted when the thread is interrupted
     * @throws Anomaly.Fault when what is copied from is damaged
     * @throws Anomaly.Unavailable when a disk is full or fails, or a server cannot be reached
     */
    public static CopyReport copy(Location from, Location to, CopySettings settings) {
        Require.present(settings, "settings");
        if (Storages.isSame(Require.present(from, "from"), Require.present(to, "to"))) {
            throw new Anomaly.Incorrect("a system cannot be a copy of itself: from=" + from + " to=" + to);
        }
        try (Storages.Opened source = Storages.use(from, true)) {
            return copy(source.storage(), to, settings);
        }
    }

    /** Copies the system of a client of this process as {@link #copy(Location, Location, CopySettings)} does. */
    public static CopyReport copy(Client from, Location to, CopySettings settings) {
        Require.present(settings, "settings");
        Require.present(to, "to");
        if (!(Require.present(from, "from") instanceof EngineClient client)) {
            throw new Anomaly.Unsupported(
                    "only a system of this process can be copied: copy one that is reached over a network beside its server");
        }
        client.requireOpen();
        EngineClient.requireOutsideOfTransactions("copy a system");
        return copy(client.storage(), to, settings);
    }

    private static CopyReport copy(Storage source, Location to, CopySettings settings) {
        requireLasting(to);
        try (Storages.Opened target = Storages.use(to, false)) {
            return SystemCopier.copy(source, target.storage(), guarded(settings));
        }
    }

    /**
     * Restores databases of one location at another, or at the same, as new databases with ids of their own; others are left alone.
     *
     * @throws Anomaly.NotFound when there is no such system or database, or it had no transaction by the time that is wanted
     * @throws Anomaly.Conflict when there is a database of the name, which must not be replaced
     * @throws Anomaly as {@link #copy(Location, Location, CopySettings)} does, as all else
     */
    public static CopyReport restore(Location from, Location to, Restoration wanted, CopySettings settings) {
        Require.present(settings, "settings");
        Require.present(wanted, "wanted");
        boolean same = Storages.isSame(Require.present(from, "from"), Require.present(to, "to"));
        requireLasting(to);
        try (Storages.Opened source = same ? null : Storages.use(from, true);
                Storages.Opened target = Storages.use(to, false)) {
            Storage original = source == null ? target.storage() : source.storage();
            return Restorer.restore(original, target.storage(), wanted, guarded(settings));
        }
    }

    /**
     * Returns which databases a location has, and whether it is a copy that is whole; nothing is written.
     *
     * @throws Anomaly.NotFound when there is no system
     * @throws Anomaly as {@link #copy(Location, Location, CopySettings)} does, as all else
     */
    public static CopyListing list(Location place) {
        try (Storages.Opened opened = Storages.use(Require.present(place, "place"), true)) {
            return CopyListing.of(opened.storage(), SystemCopies::requireUninterrupted);
        }
    }

    private static void requireLasting(Location to) {
        if (to instanceof Location.InMemory) {
            throw Require.refused("to", "must be a place that is there when the copy is made, not mem:");
        }
    }
}
