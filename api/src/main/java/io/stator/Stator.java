package io.stator;

import io.stator.spi.ClientProvider;
import io.stator.spi.Location;
import io.stator.spi.Require;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * The ways to open a {@link Client}.
 *
 * <p>The manual begins in {@code docs/manual/start.md}; {@code stator help manual} has it in a terminal.
 */
public final class Stator {
    private Stator() {}

    /**
     * Opens a new, empty system that lives in memory and is gone when it is closed.
     *
     * <p>Never waits.
     *
     * @throws Anomaly.Unsupported when the engine is not on the class path
     */
    public static Client inMemory() {
        return inMemory(SystemConfig.standard());
    }

    /**
     * Opens a new, empty system that lives in memory, with functions that transactions and queries may call.
     *
     * <p>Never waits.
     *
     * @throws Anomaly.Unsupported when the engine is not on the class path
     */
    public static Client inMemory(Functions functions) {
        return inMemory(SystemConfig.standard().withFunctions(functions));
    }

    /**
     * Opens a new, empty system that lives in memory, with functions, limits and time-outs of the program.
     *
     * <p>Never waits.
     *
     * @throws Anomaly.Unsupported when the engine is not on the class path
     */
    public static Client inMemory(SystemConfig config) {
        return open(ClientProvider.MEMORY, Map.of(ClientProvider.CONFIG, Require.present(config, "config")));
    }

    /**
     * Opens the system kept in a directory, or in one file; creates it when there is none.
     *
     * <p>Waits for storage.
     *
     * @param path a directory, whose file {@code stator.db} is used, or a file
     * @throws Anomaly.Busy when another process, or this one, has it open
     * @throws Anomaly.Forbidden when it cannot be written
     * @throws Anomaly.Incorrect when the file is not one of ours
     * @throws Anomaly.Fault when it is damaged
     */
    public static Client open(Path path) {
        return open(path, SystemConfig.standard());
    }

    /**
     * Opens the system kept in a directory, or in one file, with functions that transactions and queries may call.
     *
     * <p>Waits for storage.
     *
     * @param path a directory, whose file {@code stator.db} is used, or a file
     * @see #open(Path)
     * @throws Anomaly.Busy when another process, or this one, has it open
     * @throws Anomaly.Forbidden when it cannot be written
     * @throws Anomaly.Incorrect when the file is not one of ours
     * @throws Anomaly.Fault when it is damaged
     */
    public static Client open(Path path, Functions functions) {
        return open(path, SystemConfig.standard().withFunctions(functions));
    }

    /**
     * Opens the system kept in a directory, or in one file, with functions, limits and time-outs of the program.
     *
     * <p>Waits for storage.
     *
     * @param path a directory, whose file {@code stator.db} is used, or a file
     * @see #open(Path)
     * @throws Anomaly.Busy when another process, or this one, has it open
     * @throws Anomaly.Forbidden when it cannot be written
     * @throws Anomaly.Incorrect when the file is not one of ours
     * @throws Anomaly.Fault when it is damaged
     */
    public static Client open(Path path, SystemConfig config) {
        return open(
                ClientProvider.FILE,
                Map.of(
                        ClientProvider.PATH,
                        Require.present(path, "path"),
                        ClientProvider.CONFIG,
                        Require.present(config, "config")));
    }

    /**
     * Opens the system kept in a directory, or in one file, to read it, also while another process has it open.
     *
     * <p>What is seen is what was committed when a database was connected to, and, with {@link Connection#sync()}, what was committed
     * since. Whatever writes is forbidden. A process opens a system once, be it to write or to read. The files are not changed, so a
     * file in a place that cannot be written to can be read if the system was closed.
     *
     * <p>Waits for storage.
     *
     * @param path a directory, whose file {@code stator.db} is used, or a file
     * @throws Anomaly.NotFound when there is no system
     * @throws Anomaly.Busy when this process has it open
     * @throws Anomaly.Forbidden when it cannot be read without writing, because it was not closed, or is of an older format
     * @throws Anomaly.Incorrect when the file is not one of ours
     * @throws Anomaly.Fault when it is damaged
     */
    public static Client openReadOnly(Path path) {
        return openReadOnly(path, SystemConfig.standard());
    }

    /**
     * Opens the system kept in a directory, or in one file, to read it, with functions, limits and time-outs of the program.
     *
     * <p>Waits for storage.
     *
     * @param path a directory, whose file {@code stator.db} is used, or a file
     * @see #openReadOnly(Path)
     * @throws Anomaly.NotFound when there is no system
     * @throws Anomaly.Busy when this process has it open
     * @throws Anomaly.Forbidden when it cannot be read without writing, because it was not closed, or is of an older format
     * @throws Anomaly.Incorrect when the file is not one of ours
     * @throws Anomaly.Fault when it is damaged
     */
    public static Client openReadOnly(Path path, SystemConfig config) {
        return open(
                ClientProvider.FILE,
                Map.of(
                        ClientProvider.PATH,
                        Require.present(path, "path"),
                        ClientProvider.CONFIG,
                        Require.present(config, "config"),
                        ClientProvider.READ_ONLY,
                        true));
    }

    /**
     * Returns the client of a system that a server has open.
     *
     * <p>Never waits: the server is asked when something is asked of the client.
     *
     * @throws Anomaly.Unsupported when the remote client is not on the class path
     */
    public static Client connect(ClientConfig config) {
        return open(ClientProvider.REMOTE, Map.of(ClientProvider.CONFIG, Require.present(config, "config")));
    }

    /**
     * Returns the client of an argument map as the Client API has it. With {@code :server-type} {@code :datomic-local} (or {@code
     * :dev-local}) the system is in this process: {@code :system} is its name and {@code :storage-dir} the absolute path of the
     * directory in which it has one of its own, or {@code :mem}; {@code :timeout} is in milliseconds. With others the map is that of
     * {@link ClientConfig#ofArguments}.
     *
     * <p>Waits for storage if the system is in this process, as {@link #open(Path)} does.
     *
     * @throws Anomaly.Incorrect when an argument is malformed, unknown, or missing
     * @throws Anomaly.Unsupported when what it needs is not on the class path, and for {@code :ion}
     * @throws Anomaly as {@link #open(Path)} does
     */
    public static Client client(Map<?, ?> arguments) {
        return LocalArguments.isLocal(arguments)
                ? LocalArguments.open(arguments)
                : connect(ClientConfig.ofArguments(arguments));
    }

    /**
     * Opens the system at a location; creates it when there is none.
     *
     * <ul>
     *   <li>{@code mem:} is a new, empty system in memory, as of {@link #inMemory()}: another one with each call.
     *   <li>A path, {@code file:/path} or {@code file:path} is a directory or a file, as of {@link #open(Path)}.
     *   <li>{@code jdbc:postgresql://host:port/database?user=me} is in tables of PostgreSQL, for which {@code stator-storage-jdbc} and the
     *       driver {@code org.postgresql:postgresql} must be on the class path. They are in the schema {@code stator}, or in that of
     *       {@code currentSchema=NAME}, so that one database can have several systems. User and password are in the URI, or where the
     *       driver finds them ({@code PGPASSFILE}). {@code statorTakeover=true} takes a system away from a process that has it open to
     *       write.
     *   <li>{@code dynamodb://region/table} is in a table of DynamoDB, {@code dynamodb+http://host:port/table} in one of DynamoDB Local;
     *       {@code stator-storage-dynamodb} must be on the class path. The table is made before, with {@code stator storage create}, and
     *       credentials are where the AWS SDK finds them. Opening takes a system over from a process that has it open to write.
     * </ul>
     *
     * <p>Waits for storage.
     *
     * @throws Anomaly.Incorrect when the location is malformed, or what is there is not one of ours
     * @throws Anomaly.Unsupported when no module on the class path knows its scheme
     * @throws Anomaly.Busy when another process, or this one, has it open to write
     * @throws Anomaly.Forbidden when it cannot be written, or this user may not
     * @throws Anomaly.Unavailable when the server cannot be reached
     * @throws Anomaly.Fault when it is damaged
     */
    public static Client open(String location) {
        return open(location, SystemConfig.standard());
    }

    /**
     * Opens the system at a location, with functions, limits and time-outs of the program.
     *
     * <p>Waits for storage.
     *
     * @see #open(String)
     * @throws Anomaly as {@link #open(String)} does
     */
    public static Client open(String location, SystemConfig config) {
        return open(Location.of(location), config);
    }

    /**
     * Opens the system at a location; creates it when there is none. The {@code mem:} of {@link #open(String)} is {@code mem:/} here.
     *
     * <p>Waits for storage.
     *
     * @throws Anomaly as {@link #open(String)} does
     */
    public static Client open(URI location) {
        return open(location, SystemConfig.standard());
    }

    /**
     * Opens the system at a location, with functions, limits and time-outs of the program.
     *
     * <p>Waits for storage.
     *
     * @see #open(URI)
     * @throws Anomaly as {@link #open(String)} does
     */
    public static Client open(URI location, SystemConfig config) {
        return open(Location.of(location), config);
    }

    private static Client open(Location location, SystemConfig config) {
        if (location instanceof Location.InPath file) {
            return open(file.path(), config);
        }
        return location instanceof Location.Stored stored ? openStored(stored, config, false) : inMemory(config);
    }

    /**
     * Opens the system at a location to read it, also while another process has it open, as {@link #openReadOnly(Path)} does.
     *
     * <p>Waits for storage.
     *
     * @throws Anomaly.NotFound when there is no system, as always with {@code mem:}
     * @throws Anomaly as {@link #open(String)} does, as all else
     */
    public static Client openReadOnly(String location) {
        return openReadOnly(location, SystemConfig.standard());
    }

    /**
     * Opens the system at a location to read it, with functions, limits and time-outs of the program.
     *
     * <p>Waits for storage.
     *
     * @see #openReadOnly(String)
     * @throws Anomaly as {@link #openReadOnly(String)} does
     */
    public static Client openReadOnly(String location, SystemConfig config) {
        return openReadOnly(Location.of(location), config);
    }

    /**
     * Opens the system at a location to read it.
     *
     * <p>Waits for storage.
     *
     * @see #openReadOnly(String)
     * @throws Anomaly as {@link #openReadOnly(String)} does
     */
    public static Client openReadOnly(URI location) {
        return openReadOnly(location, SystemConfig.standard());
    }

    /**
     * Opens the system at a location to read it, with functions, limits and time-outs of the program.
     *
     * <p>Waits for storage.
     *
     * @see #openReadOnly(String)
     * @throws Anomaly as {@link #openReadOnly(String)} does
     */
    public static Client openReadOnly(URI location, SystemConfig config) {
        return openReadOnly(Location.of(location), config);
    }

    private static Client openReadOnly(Location location, SystemConfig config) {
        if (location instanceof Location.InPath file) {
            return openReadOnly(file.path(), config);
        }
        if (location instanceof Location.Stored stored) {
            return openStored(stored, config, true);
        }
        throw new Anomaly.NotFound("there is no system to read: each mem: is a new, empty one");
    }

    private static Client openStored(Location.Stored stored, SystemConfig config, boolean readOnly) {
        Map<String, Object> options = Map.of(
                ClientProvider.LOCATION,
                stored.uri(),
                ClientProvider.CONFIG,
                Require.present(config, "config"),
                ClientProvider.READ_ONLY,
                readOnly);
        return find(ClientProvider.STORED, options)
                .orElseThrow(() -> new Anomaly.Unsupported(
                        stored.scheme().equals("jdbc")
                                ? "no module on the class path opens systems in databases of JDBC: add"
                                        + " io.stator:stator-storage-jdbc"
                                : stored.scheme().startsWith("dynamodb")
                                        ? "no module on the class path opens systems in DynamoDB: add"
                                                + " io.stator:stator-storage-dynamodb"
                                        : "no module on the class path opens systems of the scheme '" + stored.scheme()
                                                + ":': where a system is must be " + Location.KNOWN));
    }

    private static Optional<Client> find(String kind, Map<String, Object> options) {
        return ServiceLoader.load(ClientProvider.class).stream()
                .map(provider -> provider.get().open(kind, options))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Client open(String kind, Map<String, Object> options) {
        return find(kind, options)
                .orElseThrow(() -> new Anomaly.Unsupported("no module on the class path opens a system of kind '" + kind
                        + "': add io.stator:" + artifact(kind)));
    }

    private static String artifact(String kind) {
        return switch (kind) {
            case ClientProvider.FILE -> "stator-storage-jdbc";
            case ClientProvider.REMOTE -> "stator-client";
            default -> "stator-engine";
        };
    }
}
