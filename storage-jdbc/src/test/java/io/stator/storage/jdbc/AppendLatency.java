package io.stator.storage.jdbc;

import io.stator.engine.storage.Log;
import io.stator.engine.storage.Storage;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;

/** Compares a durable append with a bare write and fdatasync, in turns in one run; arguments: directory, appends, bytes of each. */
final class AppendLatency {

    private static final int ROUNDS = 5;

    private AppendLatency() {}

    /** Something that is done and timed many times. */
    private interface Step {
        void run(long number) throws IOException;
    }

    public static void main(String[] arguments) throws IOException {
        Path directory = Files.createTempDirectory(Path.of(arguments[0]), "append-latency");
        int appends = Integer.parseInt(arguments[1]);
        byte[] bytes = new byte[Integer.parseInt(arguments[2])];
        new Random(1).nextBytes(bytes);
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        out.println("microseconds for " + bytes.length + " bytes      mean   p50   p90   p99  p999   max");
        try (FileChannel channel = FileChannel.open(
                        directory.resolve("bare"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                Storage storage = SqliteStorage.open(directory.resolve("storage"))) {
            Log log = storage.log("a");
            ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length).put(bytes);
            for (int round = 0; round < ROUNDS; round++) {
                long start = (long) round * appends;
                out.println(time("write and fdatasync", start, appends, number -> {
                    channel.write(buffer.rewind());
                    channel.force(false);
                }));
                out.println(time("append to SQLite", start, appends, number -> log.append(number, 0, bytes)));
            }
        }
    }

    private static String time(String name, long start, int count, Step step) throws IOException {
        long[] nanoseconds = new long[count];
        for (int index = 0; index < count; index++) {
            long begin = System.nanoTime();
            step.run(start + index);
            nanoseconds[index] = System.nanoTime() - begin;
        }
        double mean = Arrays.stream(nanoseconds).average().orElse(0) / 1_000;
        Arrays.sort(nanoseconds);
        StringBuilder line = new StringBuilder(String.format("%-30s %6.0f", name, mean));
        for (double quantile : new double[] {0.5, 0.9, 0.99, 0.999, 1}) {
            line.append(String.format("%6d", nanoseconds[(int) ((count - 1) * quantile)] / 1_000));
        }
        return line.toString();
    }
}
