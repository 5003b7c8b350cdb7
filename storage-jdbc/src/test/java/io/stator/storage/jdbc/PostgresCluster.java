package io.stator.storage.jdbc;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A PostgreSQL server of its own in a temporary directory, on a free port of this machine, which ends with this process, however that ends.
 * Tests are skipped where its programs are not installed.
 */
public final class PostgresCluster implements AutoCloseable {

    /** The property of where the programs are, if they are not in one of the usual directories. */
    private static final String BINARIES = "stator.postgres.bin";

    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static final String SUPERUSER = "postgres";
    private static final int START_SECONDS = 120;
    private static final long LOOK_NANOS = 50_000_000;

    /** Starts the server, and ends it when told so, or when nobody is left who could. */
    private static final String GUARD = "for attempt in 1 2 3 4 5 6 7 8 9; do \"$@\" & server=$!; sleep 1;"
            + " kill -0 $server 2>/dev/null && break; done; read -r signal;"
            + " kill -\"${signal:-INT}\" $server 2>/dev/null; wait $server";

    /** Kept, because a logger that nothing refers to forgets its filter. */
    private static final Logger LOGGER = Logger.getLogger(PostgresServer.class.getName());

    private static final AtomicInteger SCHEMAS = new AtomicInteger();

    private final Path directory;
    private final Path binaries;
    private final int port;
    private Process guard;

    private PostgresCluster(Path directory, Path binaries, int port) throws IOException {
        this.directory = directory;
        this.binaries = binaries;
        this.port = port;
        this.guard = start();
    }

    /** Holds the one that the tests of a process share. */
    private static final class Shared {
        private static final PostgresCluster CLUSTER = create();
    }

    /** Returns the server that all tests of this process share; skips the test if there can be none. */
    public static PostgresCluster shared() {
        Assumptions.assumeTrue(
                findBinaries().isPresent(),
                "PostgreSQL is not installed here, so it is not tested: apt-get install postgresql, or -D" + BINARIES
                        + "=DIRECTORY");
        return Shared.CLUSTER;
    }

    /**
     * Returns a new server, which its user closes. It does not wait for the disk, which only a crash of this machine would tell, and of
     * which an opening warns.
     */
    static PostgresCluster create() {
        LOGGER.setFilter(entry -> !String.valueOf(entry.getMessage()).contains("fsync = off"));
        try {
            Path directory = Files.createTempDirectory(Path.of("/tmp"), "stator-postgres-");
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
            Path binaries = findBinaries().orElseThrow();
            if (isRoot()) {
                run(List.of("chown", SUPERUSER, directory.toString()));
            }
            run(asServer(
                    binaries.resolve("initdb").toString(),
                    "-D",
                    directory.resolve("data").toString(),
                    "-U",
                    SUPERUSER,
                    "-A",
                    "trust",
                    "-E",
                    "UTF8",
                    "--locale=C",
                    "--no-sync"));
            Path access = directory.resolve("data/pg_hba.conf");
            Files.writeString(
                    access,
                    "host all guarded 127.0.0.1/32 scram-sha-256\nhost all unwelcome 127.0.0.1/32 reject\n"
                            + Files.readString(access));
            PostgresCluster cluster = new PostgresCluster(directory, binaries, freePort());
            Runtime.getRuntime().addShutdownHook(new Thread(cluster::close));
            return cluster;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Optional<Path> findBinaries() {
        String given = System.getProperty(BINARIES);
        if (given != null) {
            return Optional.of(Path.of(given));
        }
        try (Stream<Path> versions = Files.isDirectory(DEBIAN) ? Files.list(DEBIAN) : Stream.empty()) {
            Optional<Path> newest = versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.comparing(bin ->
                            Integer.parseInt(bin.getParent().getFileName().toString())));
            return newest.or(() -> Stream.of(System.getenv("PATH").split(File.pathSeparator))
                    .map(Path::of)
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .findFirst());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Returns whether there can be one on this machine. */
    public static boolean isInstalled() {
        return findBinaries().isPresent();
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    /** Returns a command as the user that a server may run as, which is not root. */
    private static List<String> asServer(String... command) {
        List<String> all = new ArrayList<>();
        if (isRoot()) {
            all.addAll(
                    List.of("setpriv", "--reuid=" + SUPERUSER, "--regid=" + SUPERUSER, "--init-groups", "--reset-env"));
        }
        all.addAll(List.of(command));
        return all;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(command + " failed: " + output);
            }
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
    }

    private Process start() throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", GUARD, "guard"));
        command.addAll(asServer(
                binaries.resolve("postgres").toString(),
                "-D",
                directory.resolve("data").toString(),
                "-p",
                Integer.toString(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
                "-c",
                "fsync=off",
                "-c",
                "shared_buffers=32MB",
                "-c",
                "max_prepared_transactions=4"));
        Path log = directory.resolve("log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .directory(new File("/"));
        Process started = builder.start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!isReady()) {
            if (System.nanoTime() > end) {
                started.destroyForcibly();
                throw new IOException("the server did not start in " + directory + ": " + Files.readString(log));
            }
            LockSupport.parkNanos(LOOK_NANOS);
            if (!started.isAlive()) {
                // it refuses to start as long as sessions of one that was killed are there
                started = builder.start();
            }
        }
        return started;
    }

    private boolean isReady() {
        try (Connection connection = connect("postgres")) {
            return connection.isValid(1);
        } catch (SQLException notYet) {
            return false;
        }
    }

    /** Returns a connection of the superuser to a database. */
    Connection connect(String database) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + database
                + "?connectTimeout=5&loginTimeout=5&user=" + SUPERUSER);
    }

    /** Runs a statement as the superuser. */
    void run(String statement) throws SQLException {
        try (Connection connection = connect("postgres");
                Statement runner = connection.createStatement()) {
            runner.execute(statement);
        }
    }

    /** Returns the first column of what a query returns to the superuser, as text. */
    List<String> ask(String query) throws SQLException {
        try (Connection connection = connect("postgres");
                Statement runner = connection.createStatement();
                ResultSet found = runner.executeQuery(query)) {
            List<String> answers = new ArrayList<>();
            while (found.next()) {
                answers.add(String.valueOf(found.getString(1)));
            }
            return answers;
        }
    }

    /** Returns the port it listens on. */
    int port() {
        return port;
    }

    /** Returns where its files are. */
    Path data() {
        return directory.resolve("data");
    }

    /** Returns the name of a schema that nobody else uses. */
    static String newSchema() {
        return "s" + ProcessHandle.current().pid() + "_" + SCHEMAS.incrementAndGet();
    }

    /** Returns the place of a new, empty system in a schema of its own. */
    public URI newPlace() {
        return place(newSchema());
    }

    /** Returns the place of a system in a schema, with more options, each with the sign before it. */
    URI place(String schema, String... options) {
        return URI.create("jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=" + SUPERUSER + "&currentSchema="
                + schema + String.join("", options));
    }

    /** Starts it again, after it was ended by a signal: INT for an orderly end, KILL for a crash. */
    void restart(String signal) throws IOException {
        stop(signal);
        guard = start();
    }

    /** Ends it by a signal. */
    void stop(String signal) throws IOException {
        try {
            guard.getOutputStream().write((signal + "\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            guard.getOutputStream().flush();
            guard.waitFor();
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
    }

    /** Starts it again after {@link #stop}. */
    void startAgain() throws IOException {
        guard = start();
    }

    @Override
    public void close() {
        try {
            if (guard.isAlive()) {
                guard.getOutputStream().close();
                guard.waitFor();
            }
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException | InterruptedException remains) {
            System.err.println("could not remove " + directory + ": " + remains);
        }
    }
}
