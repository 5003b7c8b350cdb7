package io.stator.benchmarks;

import io.stator.nippy.Nippy;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A nested map of a hundred values to bytes and back, frozen and as Java serialises it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class FreezeBenchmark {
    private static final int GROUPS = 10;
    private static final Nippy NIPPY = Nippy.standard();

    private final Map<String, Object> value = hundredValues();
    private final byte[] frozen = NIPPY.freeze(value);
    private final byte[] serialized = serialize(value);

    /** Prints the sizes that go with the times. */
    public static void main(String[] arguments) {
        FreezeBenchmark benchmark = new FreezeBenchmark();
        System.out.printf(
                "frozen %d bytes, serialised by Java %d bytes%n", benchmark.frozen.length, benchmark.serialized.length);
    }

    private static Map<String, Object> hundredValues() {
        Map<String, Object> groups = new LinkedHashMap<>();
        for (int group = 0; group < GROUPS; group++) {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("name", "group number " + group);
            values.put("count", 1_000L * group);
            values.put("small", (long) group);
            values.put("ratio", group / 7.0);
            values.put("open", group % 2 == 0);
            values.put("id", new UUID(group, ~group));
            values.put("tags", new ArrayList<>(List.of("red", "green")));
            values.put("title", "a longer text of some thirty letters " + group);
            values.put("stamp", 1_700_000_000_000L + group);
            groups.put("group-" + group, values);
        }
        return groups;
    }

    private static byte[] serialize(Object value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return bytes.toByteArray();
    }

    @Benchmark
    public byte[] freezeNippy() {
        return NIPPY.freeze(value);
    }

    @Benchmark
    public byte[] freezeJava() {
        return serialize(value);
    }

    @Benchmark
    public @Nullable Object thawNippy() {
        return NIPPY.thaw(frozen);
    }

    @Benchmark
    public Object thawJava() throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(serialized))) {
            return in.readObject();
        }
    }
}
