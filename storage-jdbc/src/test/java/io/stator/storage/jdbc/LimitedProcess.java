package io.stator.storage.jdbc;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.CompactOptions;
import io.stator.Connection;
import io.stator.Stator;
import io.stator.engine.SystemCopies;
import io.stator.engine.copies.Restoration;
import io.stator.spi.Location;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A process whose files may not grow, so that a write of it ends in the middle, again and again: it transacts, compacts, copies and restores,
 * tells what was done and what was not, and does it once more without a limit.
 */
final class LimitedProcess {
    static final String DATABASE = "limited";

    private static final int FAILURES_IN_A_ROW = 3;
    private static final int TRANSACTIONS_MAX = 200;
    private static final int ROOM_BYTES_MAX = 120_000;

    private final PrintStream out =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    private final Path directory;
    private final Random random;
    private String said = "";
    private long count;

    private LimitedProcess(Path directory, long seed) {
        this.directory = directory;
        this.random = new Random(seed);
    }

    /** Arguments: a directory, how often, and a seed. */
    public static void main(String[] arguments) throws Exception {
        new LimitedProcess(Path.of(arguments[0]), Long.parseLong(arguments[2])).run(Integer.parseInt(arguments[1]));
    }

    /** Has no file of this process grow beyond a size. */
    private static void limit(String bytes) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(
                        "prlimit",
                        "--pid",
                        Long.toString(ProcessHandle.current().pid()),
                        "--fsize=" + bytes + ":"))
                .inheritIO()
                .start();
        if (process.waitFor() != 0) {
            throw new IOException("prlimit failed");
        }
    }

    private static long largest(Path place) throws IOException {
        try (Stream<Path> files = Files.walk(place)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .max()
                    .orElse(0);
        }
    }

    private void run(int rounds) throws Exception {
        Path source = directory.resolve("source");
        try (Client client = Stator.open(source, CopiedSystems.MERGING)) {
            client.createDatabase(DATABASE);
            client.connect(DATABASE).transact(CopiedSystems.SCHEMA);
            boolean unused = transact(client.connect(DATABASE));
        }
        for (int round = 0; round < rounds; round++) {
            Path copy = directory.resolve("copy" + round);
            Path restored = directory.resolve("restored" + round);
            try (Client client = Stator.open(source, CopiedSystems.MERGING)) {
                write(client, source, copy);
                limit("unlimited");
                require(transact(client.connect(DATABASE)), "there is room again: " + said);
            }
            try (Client client = Stator.open(source, CopiedSystems.MERGING)) {
                require(transact(client.connect(DATABASE)), "transact");
                require(attempt("compact", () -> client.compact(DATABASE, compactOptions())), "compact");
                require(attempt("copy", () -> copy(client, copy)), "copy");
            }
            limit(Integer.toString(random.nextInt((int) largest(source))));
            boolean unused = attempt("restore", () -> restore(source, restored));
            limit("unlimited");
            require(attempt("restore", () -> restore(source, restored)), "restore");
            CopiedSystems.requireSame(source.toString(), copy.toString());
            CopiedSystems.requireSame(source.toString(), restored.toString());
        }
        out.println("END");
    }

    private CompactOptions compactOptions() {
        CompactOptions options = CompactOptions.standard().unread();
        return random.nextBoolean() ? options : options.fromLog();
    }

    private static void copy(Client client, Path to) {
        boolean unused = !SystemCopies.copy(client, Location.of(to.toString()), CopiedSystems.settings(true))
                .databases()
                .isEmpty();
    }

    private static void restore(Path from, Path to) {
        boolean unused = !SystemCopies.restore(
                        Location.of(from.toString()),
                        Location.of(to.toString()),
                        new Restoration(null, null, Restoration.ALL, null, true),
                        CopiedSystems.settings(true))
                .databases()
                .isEmpty();
    }

    private void write(Client client, Path source, Path copy) throws Exception {
        Connection connection = client.connect(DATABASE);
        limit(Long.toString(largest(source) + random.nextInt(ROOM_BYTES_MAX)));
        int failures = 0;
        for (int i = 0; i < TRANSACTIONS_MAX && failures < FAILURES_IN_A_ROW; i++) {
            failures = transact(connection) ? 0 : failures + 1;
        }
        boolean unused = attempt("compact", () -> client.compact(DATABASE, compactOptions()));
        limit(Integer.toString(random.nextInt((int) largest(source))));
        unused = attempt("copy", () -> copy(client, copy));
    }

    private boolean transact(Connection connection) {
        long key = count++;
        boolean done = attempt(
                "transact",
                () -> connection.transact(
                        "[{:d/key \"k" + key + "\" :d/text \"" + "text ".repeat(random.nextInt(200)) + "\"}]"));
        if (done) {
            out.println("A k" + key);
        }
        return done;
    }

    /** Returns whether something was done; anything but an anomaly ends this process. */
    private boolean attempt(String what, Runnable body) {
        try {
            body.run();
            return true;
        } catch (Anomaly told) {
            said = "F " + what + " " + told.category() + " "
                    + String.valueOf(told.getMessage()).replace('\n', ' ');
            out.println(said);
            return false;
        }
    }

    private static void require(boolean done, String what) {
        if (!done) {
            throw new AssertionError(what + " must be done when there is room again");
        }
    }
}
