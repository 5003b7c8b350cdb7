package io.stator;

import io.stator.spi.ClientProvider;
import io.stator.spi.Require;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/** The ways to open a {@link Client}. */
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

    private static Client open(String kind, Map<String, Object> options) {
        return ServiceLoader.load(ClientProvider.class).stream()
                .map(provider -> provider.get().open(kind, options))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(() -> new Anomaly.Unsupported("no module on the class path opens a system of kind '" + kind
                        + "': add " + (kind.equals(ClientProvider.FILE) ? "stator-storage-jdbc" : "stator-engine")));
    }
}
