package io.stator.storage.jdbc;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Stator;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** A second process that has a system open and does what it is told, line by line. */
final class Peer implements AutoCloseable {
    static final String DATABASE = "x";

    static final String SCHEMA = "[{:db/ident :p/name :db/valueType :db.type/string :db/cardinality :db.cardinality/one"
            + " :db/unique :db.unique/identity}"
            + " {:db/ident :p/amount :db/valueType :db.type/long :db/cardinality :db.cardinality/one}]";

    /** How many accounts the amounts of a busy peer are moved between, and what they have together. */
    static final int ACCOUNTS = 8;

    static final long TOTAL = 800;

    private final Process process;
    private final BufferedReader output;

    private Peer(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Arguments: the directory of the system, and "read" or "write". Says OK or what went wrong after each line. */
    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        String place = arguments[0];
        try (Client client = arguments[1].equals("read") ? Stator.openReadOnly(place) : Stator.open(place);
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            out.println("OPEN");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                try {
                    int space = line.indexOf(' ');
                    out.println(answer(client, line.substring(0, space), line.substring(space + 1)));
                } catch (Anomaly failure) {
                    out.println(failure.category() + " " + failure.getMessage());
                }
            }
        } catch (Anomaly failure) {
            out.println(failure.category() + " " + failure.getMessage());
        }
    }

    private static String answer(Client client, String verb, String rest) {
        switch (verb) {
            case "create" -> {
                client.createDatabase(rest);
                client.connect(rest).transact(SCHEMA);
            }
            case "delete" -> client.deleteDatabase(rest);
            case "transact" -> {
                return "OK " + client.connect(DATABASE).transact(rest).t();
            }
            case "backup" -> client.backup(Path.of(rest));
            case "run" -> {
                Thread runner = new Thread(() -> move(client), "busy");
                runner.setDaemon(true);
                runner.start();
            }
            case "count" -> {
                return "OK " + client.connect(DATABASE).sync().stats().datoms();
            }
            default -> throw new IllegalArgumentException(verb);
        }
        return "OK";
    }

    /** Moves amounts between accounts for ever, and tells and excises something now and then. */
    private static void move(Client client) {
        var connection = client.connect(DATABASE);
        StringBuilder accounts = new StringBuilder();
        for (int i = 0; i < ACCOUNTS; i++) {
            accounts.append("{:p/name \"a")
                    .append(i)
                    .append("\" :p/amount ")
                    .append(TOTAL / ACCOUNTS)
                    .append("}");
        }
        connection.transact("[" + accounts + "]");
        long[] amounts = new long[ACCOUNTS];
        Arrays.fill(amounts, TOTAL / ACCOUNTS);
        for (int i = 0; ; i++) {
            int from = i % ACCOUNTS;
            int to = (i * 3 + 1) % ACCOUNTS;
            amounts[from]--;
            amounts[to]++;
            connection.transact("[{:p/name \"a" + from + "\" :p/amount " + amounts[from] + "} {:p/name \"told" + i / 200
                    + "\"}"
                    + (from == to ? "" : "{:p/name \"a" + to + "\" :p/amount " + amounts[to] + "}") + "]");
            if (i % 200 == 199) {
                connection.transact("[{:db/excise [:p/name \"told" + i / 200 + "\"]}]");
            }
        }
    }

    static Peer writing(Object place) throws IOException {
        Peer peer = start(place, "write");
        peer.expect("OPEN");
        return peer;
    }

    static Peer reading(Object place) throws IOException {
        Peer peer = start(place, "read");
        peer.expect("OPEN");
        return peer;
    }

    /** Starts one on a path or a URI. */
    static Peer start(Object place, String mode) throws IOException {
        return new Peer(new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-XX:+IgnoreUnrecognizedVMOptions",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Peer.class.getName(),
                        place.toString(),
                        mode))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    void expect(String line) throws IOException {
        String said = hear();
        if (!said.equals(line)) {
            throw new AssertionError("expected " + line + ", heard " + said);
        }
    }

    String hear() throws IOException {
        return String.valueOf(output.readLine());
    }

    /** Has something done without waiting for it. */
    void say(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** Has something done, and returns the answer. */
    String ask(String line) throws IOException {
        say(line);
        return hear();
    }

    /** Has something transacted, and returns its t. */
    long transact(String forms) throws IOException {
        String answer = ask("transact " + forms);
        if (!answer.startsWith("OK ")) {
            throw new AssertionError(answer);
        }
        return Long.parseLong(answer.substring("OK ".length()));
    }

    /** Has the process stop where it is, until told to go on. */
    void signal(String signal) throws IOException {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
    }

    long pid() {
        return process.pid();
    }

    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Lets the process close the system and end. */
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.onExit().join();
        output.close();
    }
}
