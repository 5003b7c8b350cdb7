package io.stator.storage.jdbc;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Limit;
import io.stator.Stator;
import io.stator.SystemConfig;
import io.stator.TxData;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** A process with little memory that transacts while it has none, and tells what was acknowledged. */
final class HungryProcess {
    static final String DATABASE = "hungry";
    static final int THREADS = 4;

    private static final int ROUNDS = 6;
    private static final int TRANSACTIONS_BETWEEN_ROUNDS = 40;
    private static final int FAILURES_IN_A_ROW = 30;
    private static final int BLOCK_BYTES = 1 << 16;
    private static final int RESERVE_BYTES = 8 << 20;

    private static final PrintStream OUT =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

    private final Connection connection;
    private final AtomicLong answers = new AtomicLong();
    private final AtomicBoolean ending = new AtomicBoolean();

    private HungryProcess(Connection connection) {
        this.connection = connection;
    }

    /** Takes the directory of a system and what fills the memory: "query", "caller", or "database"; or "async" for futures alone. */
    public static void main(String[] arguments) throws InterruptedException {
        long live = arguments[1].equals("database") ? Long.MAX_VALUE : Limit.LIVE_FACTS.standard();
        SystemConfig config =
                SystemConfig.standard().withLimit(Limit.LIVE_FACTS, live); // in segments it would never fill the memory
        try (Client client = Stator.open(Path.of(arguments[0]), config)) {
            HungryProcess process = new HungryProcess(client.connect(DATABASE));
            switch (arguments[1]) {
                case "query" -> process.eat(process::ask);
                case "caller" -> process.eat(HungryProcess::hoard);
                case "database" -> process.fill();
                default -> process.complete();
            }
        }
        OUT.println("END");
    }

    private static void say(String line) {
        boolean said = false;
        while (!said) {
            try {
                OUT.println(line);
                said = true;
            } catch (OutOfMemoryError again) {
                Thread.onSpinWait();
            }
        }
    }

    /** Has all threads transact while something eats memory, again and again. */
    private void eat(Runnable eater) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            threads.add(new Thread(() -> transact(number)));
        }
        threads.forEach(Thread::start);
        for (int round = 0; round < ROUNDS; round++) {
            try {
                eater.run();
            } catch (OutOfMemoryError | Anomaly full) {
                say("FULL");
            }
            long enough = answers.get() + TRANSACTIONS_BETWEEN_ROUNDS;
            while (answers.get() < enough) {
                Thread.onSpinWait();
            }
        }
        ending.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        say("A " + connection.transact(TxData.parse("[{:d/key \"last\"}]")).t() + " last");
    }

    private void transact(int thread) {
        for (long i = 0; !ending.get(); i++) {
            try {
                String key = thread + "-" + i;
                connection.transact(TxData.parse("[{:d/key \"" + key + "\" :d/number " + i + "}]"));
                say("A 0 " + key);
            } catch (OutOfMemoryError | Anomaly told) {
                Thread.onSpinWait();
            }
            answers.incrementAndGet();
        }
    }

    private void ask() {
        Object rows = connection
                .db()
                .q("[:find ?a ?b ?c ?d :where [?a :d/number] [?b :d/number] [?c :d/number] [?d :d/number]]");
        say("ROWS " + rows.hashCode());
    }

    private static void hoard() {
        List<byte[]> hoard = new ArrayList<>();
        while (true) {
            hoard.add(new byte[BLOCK_BYTES]);
        }
    }

    /** Fills the database until it takes no more; once there is some memory again it is read and goes on. */
    private void fill() {
        List<byte[]> reserve = new ArrayList<>(List.of(new byte[RESERVE_BYTES]));
        int failures = 0;
        String text = "x".repeat(4_000);
        for (long i = 0; failures < FAILURES_IN_A_ROW; i++) {
            try {
                connection.transact(TxData.parse("[{:d/key \"" + i + text + "\"}]"));
                say("A 0 " + i + text);
                failures = 0;
            } catch (OutOfMemoryError | Anomaly full) {
                failures++;
            }
        }
        reserve.clear();
        say("FULL");
        say("A " + connection.transact(TxData.parse("[{:d/key \"last\"}]")).t() + " last");
        say("FOUND " + connection.db().entityId(List.of(":d/key", "0" + text)).isPresent());
    }

    /** Completes futures, however many threads the virtual machine has for that. */
    private void complete() {
        List<CompletableFuture<Long>> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add(connection
                    .transactAsync(TxData.parse("[]"))
                    .thenApply(report ->
                            connection.transactAsync(TxData.parse("[]")).join())
                    .thenCompose(report -> connection.transactAsync(TxData.parse("[]")))
                    .thenApply(report -> report.t()));
        }
        all.forEach(CompletableFuture::join);
        say("FULL");
    }
}
