package io.stator.storage.jdbc;

import io.stator.Client;
import io.stator.CompactOptions;
import io.stator.Connection;
import io.stator.Limit;
import io.stator.Stator;
import io.stator.SystemConfig;
import io.stator.TxData;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A child process whose threads transact as fast as they can until it is killed.
 *
 * <p>Each thread's transactions carry its number and a count from 0; the child prints {@code S thread count} before it
 * submits one, and {@code A thread count} once it is acknowledged. In every third run another thread writes the indexes anew meanwhile.
 */
final class KilledWriter {
    static final int THREADS = 4;
    static final String DATABASE = "durable";

    /** How many entities the transactions of the last thread have: enough to be written by the second thread. */
    static final int BIG_TRANSACTION = 700;

    private KilledWriter() {}

    static String key(long run, int thread, long count) {
        return run + "-" + thread + "-" + count;
    }

    static List<Map<String, ?>> forms(long run, int thread, long count) {
        List<Map<String, ?>> forms = new ArrayList<>();
        forms.add(Map.of(":d/key", key(run, thread, count), ":d/payload", "x".repeat((int) (count % 300))));
        if (thread == THREADS - 1 && count % 4 == 0) {
            for (int i = 0; i < BIG_TRANSACTION; i++) {
                forms.add(Map.of(":d/number", count * BIG_TRANSACTION + i, ":d/payload", "p" + i));
            }
        }
        return forms;
    }

    /** Returns how a run opens the system: two of three put facts into segments all the time, one of them without sorting them before. */
    static SystemConfig config(long run) {
        SystemConfig standard = SystemConfig.standard();
        SystemConfig merging = standard.withLimit(Limit.LIVE_FACTS, 100);
        return run % 3 == 0
                ? standard
                : run % 3 == 1 ? merging : merging.withLimit(Limit.UNSORTED_FACTS, Limit.UNSORTED_FACTS.max());
    }

    /** Arguments: the location of the system, the number of this run. */
    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        long run = Long.parseLong(arguments[1]);
        try (Client client = Stator.open(arguments[0], config(run))) {
            Connection connection = client.connect(DATABASE);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int thread = i;
                threads.add(new Thread(() -> write(connection, run, thread, out)));
            }
            if (run % 3 == 2) {
                threads.add(new Thread(() -> compact(client)));
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

    private static void write(Connection connection, long run, int thread, PrintStream out) {
        for (long count = 0; ; count++) {
            say(out, "S " + thread + " " + count);
            connection.transact(TxData.of(forms(run, thread, count)));
            say(out, "A " + thread + " " + count);
        }
    }

    /** Writes the indexes anew again and again, from what they have and from the log in turn. */
    private static void compact(Client client) {
        CompactOptions options = CompactOptions.standard().unread();
        while (true) {
            client.compact(DATABASE, options);
            client.compact(DATABASE, options.fromLog());
        }
    }

    private static void say(PrintStream out, String line) {
        synchronized (out) {
            out.println(line);
            out.flush();
        }
    }
}
