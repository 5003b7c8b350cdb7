package io.stator.client.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.edn.Edn;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes that are no message are refused before anything is made of them. */
final class TransitScanTest {
    private static final WireLimits LIMITS = WireLimits.ofRequests();
    private static final int MUTATIONS = 20_000;

    private static byte[] sample() {
        return Transit.write(Edn.read("""
                        {:op :q, :query [:find ?e :in $ % :where (rule ?e) [?e :a/b #{1 2.5 3N 4.5M}]]
                         :args [{:db-name "films" :database-id "x" :t 5} [[1 "two" \\c #inst "2020-01-01"]]]
                         [composite key] {nil #uuid "11111111-2222-3333-4444-555555555555"}}"""), Dialect.STATOR, LIMITS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                     | it ends too soon",
                "c0c0                   | there are 1 bytes after it",
                "c1                     | no values of the type 0xc1",
                "c40100                 | no values of the type 0xc4",
                "d6ff00000000           | no values of the type 0xd6",
                "cd01                   | it ends too soon",
                "cf00000000             | it ends too soon",
                "92c0                   | a collection has more items than there are bytes",
                "9291c0                 | it ends too soon",
                "ddffffffff             | a collection has more items than there are bytes",
                "dfffffffff             | a collection has more items than there are bytes",
                "dd7fffffffc0           | a collection has more items than there are bytes",
                "dbffffffff             | a text is longer than what is there",
                "a5616263               | a text is longer than what is there",
                "a1ff                   | a text must be UTF-8",
                "a2c080                 | a text must be UTF-8",
                "a3eda080               | a text must be UTF-8",
                "a4f4908080             | a text must be UTF-8",
                "a2c3c3                 | a text must be UTF-8",
                "a1c3                   | a text must be UTF-8",
                "a15e                   | a code stands for no text that came before",
                "a25e30                 | a code stands for no text that came before",
                "a35e7e7e               | a code stands for no text that came before",
                "a45e303030             | a code stands for no text that came before",
                "91a57e23736574         | a tag must have one value",
                "93a57e2373657490c0     | a tag must have one value",
                "92c0a57e23736574       | a tag must have one value",
                "a57e23736574           | a tag must have one value",
                "82a57e2373657490c0c0   | a tag must have one value",
                "92a57e2373657492a25e3090 | ok",
                "92a37e2369a13 1        | a plain value must not have a tag",
                "92a37e236405           | a plain value must not have a tag",
            })
    void malformedBytesAreRefused(String hex, String message) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        if (message.equals("ok")) {
            TransitScan.check(bytes, 0, bytes.length, LIMITS, () -> {});
            return;
        }
        assertThatThrownBy(() -> Transit.read(bytes, LIMITS))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining(message);
    }

    static Stream<byte[]> malformedValues() {
        return Stream.of(
                tagged("n", "12x"),
                tagged("n", "9".repeat(30_000)),
                tagged("f", "1E99999999"),
                tagged("f", "1E-99999999"),
                tagged("f", 5L),
                tagged("c", "ab"),
                tagged("z", "infinite"),
                tagged("r", "::"),
                tagged("m", "later"),
                tagged("m", 1.5),
                tagged("u", "1"),
                tagged("u", List.of(1L)),
                tagged("t", "yesterday"),
                tagged(":", ""),
                tagged(":", "a/"),
                tagged("$", ""),
                tagged("a/", 1L),
                tagged("", 1L),
                tagged("ratio", List.of(1L, 2L)),
                tagged("set", List.of(1L, 1L)),
                tagged("set", 1L),
                tagged("list", "a"),
                tagged("cmap", List.of(1L)),
                tagged("cmap", List.of(1L, 2L, 1L, 3L)),
                tagged("datom", List.of(1L, 2L, 3L, 4L)),
                tagged("datom", List.of(1L, 2L, 3L, 4L, 5L)),
                tagged("datom", Arrays.asList(1L, 2L, null, 4L, true)),
                tagged("stator/float", 0.1),
                tagged("stator/float", 1e300),
                tagged("stator/pattern", List.of("(", 0L)),
                tagged("stator/pattern", List.of("a", 1L << 40)),
                tagged("stator/pattern", List.of("(".repeat(2_000), 0L)),
                tagged("stator/tagged", List.of("a", 1L)),
                HexFormat.of().parseHex("82a161c0a161c0"),
                HexFormat.of().parseHex("cfffffffffffffffff"),
                text("~i9223372036854775808"),
                text("~i" + "9".repeat(30_000)),
                text("~bnot base 64"));
    }

    private static byte[] text(String raw) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] bytes = raw.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        out.write(0xda);
        out.write(bytes.length >> 8);
        out.write(bytes.length);
        out.writeBytes(bytes);
        return out.toByteArray();
    }

    private static byte[] tagged(String tag, Object rep) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0x92);
        out.writeBytes(text("~#" + tag));
        byte[] value = Transit.write(List.of(rep instanceof List ? rep : List.of(rep)), Dialect.STATOR, LIMITS);
        out.write(value, rep instanceof List ? 1 : 2, value.length - (rep instanceof List ? 1 : 2));
        return out.toByteArray();
    }

    @ParameterizedTest
    @MethodSource("malformedValues")
    void malformedValuesAreRefused(byte[] bytes) {
        assertThatThrownBy(() -> Transit.read(bytes, LIMITS)).isInstanceOf(Anomaly.Incorrect.class);
    }

    @Test
    void everyBeginningOfAMessageIsRefused() {
        byte[] sample = sample();
        assertThat(Transit.read(sample, LIMITS)).isNotNull();
        for (int length = 0; length < sample.length; length++) {
            byte[] beginning = Arrays.copyOf(sample, length);
            assertThatThrownBy(() -> Transit.read(beginning, LIMITS)).isInstanceOf(Anomaly.Incorrect.class);
        }
    }

    @Test
    void deepNestingIsRefusedBeforeItIsRead() {
        byte[] deep = new byte[1 << 20];
        Arrays.fill(deep, (byte) 0x91);
        assertThatThrownBy(() -> Transit.read(deep, LIMITS))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessage("a message must have at most 1100 levels of nesting");
    }

    @Test
    void manyValuesAreRefusedBeforeTheyAreMade() {
        byte[] many = new byte[5 + LIMITS.items()];
        Arrays.fill(many, (byte) 0x80);
        many[0] = (byte) 0xdd;
        for (int i = 0; i < 4; i++) {
            many[1 + i] = (byte) (LIMITS.items() >> (24 - 8 * i));
        }
        assertThatThrownBy(() -> Transit.read(many, LIMITS))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessage("a message must have at most 2000000 values");
    }

    @Test
    void aMessageThatIsTooLongIsRefused() {
        assertThatThrownBy(() -> Transit.read(new byte[101], new WireLimits(100, 10, 10)))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessage("a message must have at most 100 bytes");
    }

    @Test
    void changedBytesAreReadOrRefused() {
        long seed = Long.getLong("stator.seed", 1);
        Random random = new Random(seed);
        byte[] sample = sample();
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] changed = sample.clone();
            for (int change = random.nextInt(3); change >= 0; change--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            }
            TransitProperties.check(changed);
        }
    }
}
