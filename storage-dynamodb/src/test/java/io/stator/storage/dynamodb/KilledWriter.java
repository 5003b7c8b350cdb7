package io.stator.storage.dynamodb;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A child process whose threads transact as fast as they can until it is killed. Each transaction has a key, {@code run-thread-count};
 * the child prints {@code S thread count} before it submits one, and {@code A thread count} once it is acknowledged.
 */
final class KilledWriter {
    static final int THREADS = 3;
    static final String DATABASE = "durable";

    /** How many entities some transactions have: enough for a record in parts. */
    private static final int LARGE = 100;

    private static final int LARGE_INTERVAL = 5;
    private static final int TEXT_LENGTH = 4_000;
    private static final int OPENINGS_MAX = 20;

    private KilledWriter() {}

    static String key(long run, int thread, long count) {
        return run + "-" + thread + "-" + count;
    }

    /** Returns how many datoms a transaction has beside its own instant. */
    static int datoms(int thread, long count) {
        return isLarge(thread, count) ? 1 + LARGE : 1;
    }

    private static boolean isLarge(int thread, long count) {
        return thread == 0 && count % LARGE_INTERVAL == 0;
    }

    private static List<Map<String, ?>> forms(long run, int thread, long count) {
        List<Map<String, ?>> forms = new ArrayList<>();
        forms.add(Map.of(":d/key", key(run, thread, count)));
        for (int i = 0; isLarge(thread, count) && i < LARGE; i++) {
            forms.add(Map.of(":d/text", text(new SplittableRandom(run << 32 | count << 8 | i))));
        }
        return forms;
    }

    /** Returns a text that no compression makes much shorter. */
    private static String text(SplittableRandom random) {
        StringBuilder text = new StringBuilder(TEXT_LENGTH);
        for (int i = 0; i < TEXT_LENGTH; i++) {
            text.append((char) (' ' + 1 + random.nextInt(94)));
        }
        return text.toString();
    }

    /** Returns how a run opens the system: every second one puts facts into segments all the time. */
    static SystemConfig config(long run) {
        SystemConfig standard = SystemConfig.standard();
        return run % 2 == 0 ? standard : standard.withLimit(Limit.LIVE_FACTS, 100);
    }

    /** Opens the system for a run; on a machine that is very busy it is asked for again. */
    static Client open(String location, long run) {
        for (int attempt = 1; ; attempt++) {
            try {
                return Stator.open(location, config(run));
            } catch (Anomaly.Busy busy) {
                if (attempt == OPENINGS_MAX) {
                    throw busy;
                }
            }
        }
    }

    /** Arguments: the location of the system, the number of this run, and how many transactions of each thread if it ends by itself. */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        long run = Long.parseLong(arguments[1]);
        long end = arguments.length > 2 ? Long.parseLong(arguments[2]) : Long.MAX_VALUE;
        try (Client client = open(arguments[0], run)) {
            Connection connection = client.connect(DATABASE);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int thread = i;
                threads.add(new Thread(() -> write(connection, run, thread, end, out)));
            }
            say(out, "READY");
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void write(Connection connection, long run, int thread, long end, PrintStream out) {
        for (long count = 0; count < end; count++) {
            say(out, "S " + thread + " " + count);
            connection.transact(TxData.of(forms(run, thread, count)));
            say(out, "A " + thread + " " + count);
        }
    }

    private static void say(PrintStream out, String line) {
        synchronized (out) {
            out.println(line);
            out.flush();
        }
    }
}
