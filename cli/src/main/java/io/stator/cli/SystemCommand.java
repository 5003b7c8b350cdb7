package io.stator.cli;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Stator;
import io.stator.SystemConfig;
import io.stator.engine.storage.StorageAnomalies;
import io.stator.spi.Location;
import io.stator.spi.Require;
import io.stator.storage.dynamodb.DynamoDbStorage;
import io.stator.storage.jdbc.FileProvider;
import io.stator.storage.jdbc.PostgresStorage;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParentCommand;

/** A command on a system of databases. */
abstract class SystemCommand implements Callable<Integer> {
    private static final double NANOS_PER_MILLISECOND = 1e6;

    @ParentCommand
    private @Nullable StatorCommand parent;

    /** Returns the options that all commands share. */
    final StatorCommand shared() {
        if (parent == null) {
            throw new IllegalStateException("a command must be run by the command line");
        }
        return parent;
    }

    /** Returns what the command reads from and writes to. */
    final Console console() {
        return shared().console();
    }

    /** Opens the system that is there. */
    final Client open() {
        if (shared().remote.isRemote()) {
            return connect();
        }
        requireThere();
        return shared().readOnly ? openLocation(data(), true) : openLocation(data(), false);
    }

    /** Opens the system that is there to read it, whether that was asked for or not. */
    final Client openToRead() {
        if (shared().remote.isRemote()) {
            return connect();
        }
        requireThere();
        return openLocation(data(), true);
    }

    /** Opens a system, which is made when there is none, unless it is only to be read. */
    final Client openLocation(Location location, boolean readOnly) {
        if (readOnly && shared().system.compression != null) {
            throw new Anomaly.Unsupported(
                    "--compression is for a command that writes: what is there is read however it is compressed");
        }
        if (location instanceof Location.InPath file) {
            return readOnly ? Stator.openReadOnly(file.path(), config()) : Stator.open(file.path(), config());
        }
        if (location instanceof Location.Stored stored) {
            return readOnly ? Stator.openReadOnly(stored.uri(), config()) : Stator.open(stored.uri(), config());
        }
        return readOnly ? Stator.openReadOnly("mem:", config()) : Stator.inMemory(config());
    }

    /** Returns a client of the server that the command line names. */
    private Client connect() {
        if (shared().readOnly) {
            throw new Anomaly.Unsupported(
                    "--read-only is for a system on this machine: with --connect, use a key that may only read");
        }
        if (!shared().system.limits.isEmpty()) {
            throw new Anomaly.Unsupported(
                    "--set-limit is for a system on this machine: with --connect, the limits are those of the server");
        }
        if (shared().system.cache != null) {
            throw new Anomaly.Unsupported(
                    "--cache is for a system that this machine reads itself: with --connect, the server has one");
        }
        if (shared().system.compression != null) {
            throw new Anomaly.Unsupported(
                    "--compression is for a system on this machine: with --connect, the server compresses");
        }
        if (!shared().data.equals(new Place(StatorCommand.DATA_DEFAULT))) {
            throw new Anomaly.Unsupported(
                    "--data is for a system on this machine, --connect for one that a server has open: leave one out");
        }
        return shared().remote.client(shared().system.timeout(), console().err()::line);
    }

    /**
     * Refuses a command that needs the files of the system.
     *
     * @throws Anomaly.Unsupported when the system is one that a server has open
     */
    final void requireHere(String command) {
        if (shared().remote.isRemote()) {
            throw new Anomaly.Unsupported("'stator " + command
                    + "' needs the files of the system: run it beside the server, with --data instead of --connect");
        }
    }

    /** Makes sure that there is a system. */
    final void requireThere() {
        requireThere(shared().data, "--data");
    }

    /** Makes sure that there is a system at a place, which something on the command line says. */
    static void requireThere(Place place, String what) {
        Location location = place.location(what);
        boolean there = location instanceof Location.InPath file
                ? isThere(file.path())
                : !(location instanceof Location.Stored stored) || isThere(stored.uri());
        if (!there) {
            boolean table = location instanceof Location.Stored stored && DynamoDbStorage.isOne(stored.uri());
            throw new Anomaly.NotFound("there is no system at " + place + ": make "
                    + (table ? "its table with 'stator storage create' if there is none, then a system" : "one")
                    + " with 'stator demo' or 'stator import', or say where it is with " + what + " PATH");
        }
    }

    /** Returns whether a server has a system; what opens systems of other schemes says itself that it has none. */
    private static boolean isThere(URI uri) {
        if (DynamoDbStorage.isOne(uri)) {
            return StorageAnomalies.call(() -> DynamoDbStorage.isThere(uri));
        }
        return !PostgresStorage.isOne(uri) || StorageAnomalies.call(() -> PostgresStorage.isThere(uri));
    }

    private static boolean isThere(Path data) {
        boolean empty = Files.isDirectory(data) && Files.notExists(data.resolve(FileProvider.FILE_NAME));
        return !empty && Files.exists(data) && !hasNothing(data);
    }

    /** Returns whether a file is empty, and nothing beside it says that it was not. */
    private static boolean hasNothing(Path data) {
        Path file = FileProvider.file(data);
        return file.toFile().length() == 0
                && Files.isRegularFile(file)
                && Files.notExists(file.resolveSibling(file.getFileName() + "-wal"))
                && Files.notExists(file.resolveSibling(file.getFileName() + ".end"));
    }

    /** Returns where the system is. */
    private Location data() {
        return shared().data.location("--data");
    }

    /** Returns a path that was given; an empty one, as of a variable that is not set, would mean the working directory. */
    static Path named(Path path, String what) {
        if (path.toString().isEmpty()) {
            throw new Anomaly.Incorrect(what + " must be a path, '.' for this directory: " + what + "=''");
        }
        return path;
    }

    /** Opens the system, which is made when there is none, for a database of a name that one can have. */
    final Client openOrCreate(String database) {
        Require.databaseName(database);
        return openOrCreate();
    }

    /** Opens the system, which is made when there is none. */
    final Client openOrCreate() {
        if (shared().readOnly) {
            throw new Anomaly.Forbidden("this command writes, which --read-only forbids: leave that option out");
        }
        if (shared().remote.isRemote()) {
            return connect();
        }
        return openLocation(data(), false);
    }

    /** Returns the name that was given, or that of the only database there is. */
    static String database(Client client, @Nullable String name) {
        if (name != null) {
            return name;
        }
        List<String> names = client.listDatabases();
        if (names.isEmpty()) {
            throw new Anomaly.NotFound("there is no database: make one with 'stator create NAME' or 'stator import'");
        }
        if (names.size() > 1) {
            throw new Anomaly.Incorrect("--db must say which database, one of " + names);
        }
        return names.get(0);
    }

    /** Runs something and, where that is wanted, tells how long it took. */
    final void timed(Runnable body) {
        long start = System.nanoTime();
        body.run();
        if (shared().timing) {
            console().out().flush();
            console().err().line(took(System.nanoTime() - start));
        }
    }

    /** Returns how long something took, as people read it. */
    static String took(long nanos) {
        return String.format(Locale.ROOT, "took %,.1f ms", nanos / NANOS_PER_MILLISECOND);
    }

    /** Returns the configuration that the system is opened with. */
    SystemConfig config() {
        return shared().system.config(System.getenv(SystemOptions.LIMITS_VARIABLE));
    }
}
