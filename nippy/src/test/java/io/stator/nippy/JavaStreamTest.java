package io.stator.nippy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Date;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Objects as Java really serialises them, in the form in which old versions of Nippy wrote them: without their length. */
final class JavaStreamTest {
    private static class Base implements Serializable {
        private static final long serialVersionUID = 1L;
        final long id = 1;
        final double[] weights = {1.5, 2.5};
    }

    private static final class Derived extends Base {
        private static final long serialVersionUID = 1L;
        final String name = "x".repeat(70_000);
        final Object self = this;
        final boolean truth = true;
        final char letter = 'c';
        final short small = 2;
        final byte tiny = 1;
        final float real = 1;
        final int[][] grid = {{1}, {}, null};
    }

    /** Written by its own method. */
    public static final class Packed implements Externalizable {
        private static final long serialVersionUID = 1L;

        /** For Java's serialisation. */
        public Packed() {}

        @Override
        public void writeExternal(ObjectOutput out) throws IOException {
            out.write(new byte[1_000]);
            out.writeObject(List.of("inside"));
        }

        @Override
        public void readExternal(ObjectInput in) {}
    }

    private static Stream<Object> objects() {
        Map<Object, Object> map = new HashMap<>();
        map.put("list", new ArrayList<>(List.of(1L, new BigDecimal("1.5"), "one", "one")));
        map.put(
                "dates",
                Arrays.asList(new Date(5), LocalDate.of(2026, 1, 2), ZonedDateTime.parse("2026-01-02T03:04Z")));
        map.put("enums", new EnumMap<>(Map.of(TimeUnit.DAYS, TimeUnit.class)));
        map.put("sorted", new TreeMap<>(Map.of("a", new Packed())));
        return Stream.of(
                "text",
                map,
                new Derived(),
                new Derived[] {new Derived(), null},
                new Packed(),
                TimeUnit.DAYS,
                Derived.class,
                new IllegalStateException("with a trace", new IOException("cause")),
                new int[0],
                new String[] {"a", "a"},
                Proxy.newProxyInstance(
                        JavaStreamTest.class.getClassLoader(),
                        new Class<?>[] {Comparator.class},
                        (java.lang.reflect.InvocationHandler & Serializable) (proxy, method, arguments) -> null));
    }

    private static byte[] serialized(Object object) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream stream = new ObjectOutputStream(bytes)) {
            stream.writeObject(object);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return bytes.toByteArray();
    }

    /** Returns a vector of the object in its old form and a number. */
    private static byte[] frozen(byte[] stream) {
        Output out = new Output(Header.BYTES, Nippy.BYTES_MAX);
        out.writeByte(Id.VECTOR_OF_2);
        out.writeByte(Id.OLD_SERIALIZED_MEDIUM);
        out.writeShort(3);
        out.writeBytes("a.B".getBytes(UTF_8));
        out.writeBytes(stream);
        out.writeByte(Id.LONG_ZERO);
        byte[] frozen = out.toBytes();
        new Header(Header.Packing.NONE, Header.Encryption.NONE).write(frozen);
        return frozen;
    }

    @ParameterizedTest
    @MethodSource("objects")
    void theEndOfAnObjectIsFound(Object object) {
        byte[] stream = serialized(object);
        assertThat(Nippy.standard().thaw(frozen(stream))).isEqualTo(List.of(new Opaque.Serialized("a.B", stream), 0L));
    }

    @ParameterizedTest
    @MethodSource("objects")
    void anObjectThatIsCutOffIsAnException(Object object) {
        byte[] stream = serialized(object);
        for (int length = 0; length < stream.length; length += 1 + stream.length / 200) {
            byte[] cut = Arrays.copyOf(frozen(stream), Header.BYTES + 6 + length);
            assertThatThrownBy(() -> Nippy.standard().thaw(cut)).isInstanceOf(NippyException.class);
        }
    }

    @Test
    void anObjectThatIsTooDeepIsAnException() {
        Object[] nested = {};
        for (int i = 0; i < 1_000; i++) {
            nested = new Object[] {nested};
        }
        byte[] frozen = frozen(serialized(nested));
        assertThatThrownBy(() -> Nippy.standard().thaw(frozen))
                .isInstanceOf(NippyException.class)
                .hasMessageContaining("levels deep");
    }
}
