package io.stator.nippy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What crafted bytes and values cannot do. */
final class SafetyTest {
    /** What Java gives a thread by default on all systems of 64 bits. */
    private static final int STACK_BYTES = 1 << 20;

    /** Less than the smallest stack that Java gives a thread anywhere. */
    private static final int STACK_BYTES_SMALL = 256 << 10;

    /** Vectors, sets, maps with the next level as value, lists, remembered values. */
    private static final List<String> OPENINGS = List.of("6e01", "6f01", "700103", "2401", "3b");

    private static final Nippy DEEPEST = Nippy.standard().withDepthMax(Nippy.DEPTH_MAX_HIGHEST);

    private static void onAStack(int bytes, Runnable action) throws InterruptedException {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread thread = new Thread(null, action, "small stack", bytes);
        thread.setUncaughtExceptionHandler((ended, thrown) -> failure.set(thrown));
        thread.start();
        thread.join();
        assertThat(failure.get()).isNull();
    }

    /** Returns a body of nested values: so many times what opens one, and then 0. */
    private static byte[] nested(String open, int levels) {
        return Blobs.frozen(open.repeat(levels) + "00");
    }

    @Test
    void valuesAreReadAndWrittenOnASmallStack() throws InterruptedException {
        onAStack(STACK_BYTES / 2, () -> checkReadAndWritten(DEEPEST, Nippy.DEPTH_MAX_HIGHEST));
        onAStack(STACK_BYTES_SMALL, () -> checkReadAndWritten(Nippy.standard(), Nippy.DEPTH_MAX));
    }

    private static void checkReadAndWritten(Nippy nippy, int levels) {
        for (String open : OPENINGS) {
            byte[] frozen = nested(open, levels);
            assertThat(nippy.freeze(nippy.thaw(frozen))).isNotEmpty();
        }
    }

    /** Comparing, hashing and printing what was read is Java's own, and goes down level by level. */
    @Test
    void whatWasReadCanBeComparedHashedAndPrinted() throws InterruptedException {
        onAStack(STACK_BYTES, () -> checkNested(DEEPEST, Nippy.DEPTH_MAX_HIGHEST));
        onAStack(STACK_BYTES / 2, () -> checkNested(Nippy.standard(), Nippy.DEPTH_MAX));
    }

    @Test
    void whatHoldsItselfOrIsNestedWithoutEndIsRefused() throws InterruptedException {
        onAStack(STACK_BYTES_SMALL, () -> {
            Object[] self = new Object[1];
            self[0] = self;
            Map<Object, Object> map = new java.util.HashMap<>();
            map.put("self", Optional.of(map));
            Object list = List.of();
            Object optional = Optional.empty();
            for (int i = 0; i < 100_000; i++) {
                list = List.of(list);
                optional = Optional.of(optional);
            }
            for (Object each : Arrays.asList(self, map, list)) {
                assertThatThrownBy(() -> DEEPEST.freeze(each))
                        .isInstanceOfSatisfying(
                                NippyException.class,
                                thrown -> assertThat(thrown.kind()).isEqualTo(NippyException.Kind.LIMIT))
                        .hasMessageContaining("withDepthMax");
            }
            assertThat(DEEPEST.thaw(DEEPEST.freeze(optional))).isNull();
        });
    }

    private static void checkNested(Nippy nippy, int levels) {
        for (String open : OPENINGS) {
            Object value = nippy.thaw(nested(open, levels));
            assertThat(nippy.thaw(nippy.freeze(value))).isEqualTo(value).hasSameHashCodeAs(value);
            assertThat(String.valueOf(value)).isNotEmpty();
        }
    }

    @Test
    void deeperValuesAreRefused() throws InterruptedException {
        onAStack(STACK_BYTES_SMALL, () -> {
            for (String open : List.of(
                    "6e01",
                    "6f01",
                    "700103",
                    "1913",
                    "2401",
                    "6701",
                    "300152",
                    "7a",
                    "3a",
                    "47",
                    "4b0141",
                    "7c00000000000000000000",
                    "7300000001",
                    "6b00000001",
                    "6d00000001",
                    "3b")) {
                byte[] frozen = nested(open, 100_000);
                assertThatThrownBy(() -> DEEPEST.thaw(frozen)).isInstanceOf(NippyException.class);
            }
        });
        Object list = List.of();
        for (int i = 0; i < Nippy.DEPTH_MAX; i++) {
            list = List.of(list);
        }
        Object tooDeep = list;
        assertThat(Nippy.standard().freeze(((List<?>) tooDeep).get(0))).isNotEmpty();
        assertThatThrownBy(() -> Nippy.standard().freeze(List.of(List.of(tooDeep))))
                .isInstanceOf(NippyException.class)
                .hasMessageContaining("withDepthMax");
    }

    /** Counts that add up to far more than there are bytes, each of them within the bytes that are left. */
    @Test
    void nestedCountsCannotAddUp() {
        byte[] body = new byte[400_000];
        for (int i = 0; i + 5 < body.length / 2; i += 5) {
            body[i] = Id.VECTOR_LARGE;
            body[i + 3] = 0x30;
        }
        byte[] frozen = new byte[body.length + 4];
        System.arraycopy(new byte[] {'N', 'P', 'Y', 0}, 0, frozen, 0, 4);
        System.arraycopy(body, 0, frozen, 4, body.length);
        assertThatThrownBy(() -> DEEPEST.thaw(frozen))
                .isInstanceOf(NippyException.class)
                .hasMessageContaining("count");
    }

    @Test
    void moreElementsThanTheLimitAreRefused() {
        Nippy nippy = Nippy.standard().withElementsMax(10);
        byte[] ten = Nippy.standard().freeze(Map.of(1L, List.of(1L, 2L, 3L, 4L), 2L, Set.of(1L, 2L)));
        assertThat(nippy.thaw(ten)).isNotNull();
        assertThatThrownBy(() -> nippy.thaw(Nippy.standard()
                        .freeze(
                                new long[11].length == 11
                                        ? "x".repeat(11).chars().boxed().toList()
                                        : null)))
                .isInstanceOf(NippyException.class)
                .hasMessageContaining("withElementsMax");
    }

    /** The doubling of XML's billion laughs: each value refers twice to the one before, and one of them is hashed. */
    @Test
    void referencesCannotMultiply() {
        StringBuilder digits = new StringBuilder("6f2a43086e0103");
        for (int i = 9; i < 50; i++) {
            digits.append(String.format("43%02x6e02", i))
                    .append(String.format("43%02x", i - 1))
                    .append(String.format("43%02x", i - 1));
        }
        assertThatThrownBy(() -> Blobs.thaw(digits.toString()))
                .isInstanceOf(NippyException.class)
                .hasMessageContaining("withElementsMax");
    }

    /** Each value holds the one before, which is written earlier: nothing is nested in the bytes. */
    @Test
    void referencesCannotDeepenBeyondTheLimit() {
        StringBuilder digits = new StringBuilder("45").append("07d0").append("4400096e0103");
        for (int i = 10; i < 2_009; i++) {
            digits.append(String.format("44%04x6e01", i)).append(String.format("44%04x", i - 1));
        }
        assertThatThrownBy(() -> Blobs.thaw(digits.toString()))
                .isInstanceOf(NippyException.class)
                .hasMessageContaining("withDepthMax");
    }

    @Test
    void aLargeNumberThatIsReferredToAgainCountsForItsSize() {
        byte[] number = new byte[600_000];
        Arrays.fill(number, (byte) 1);
        Output out = new Output(Header.BYTES, Nippy.BYTES_MAX);
        int references = 30_000;
        out.writeByte(Id.SET_MEDIUM);
        out.writeShort(references);
        for (int i = 0; i < references; i++) {
            out.writeByte(Id.CACHED_0);
            if (i == 0) {
                out.writeByte(Id.BIG_INT);
                out.writeInt(number.length);
                out.writeBytes(number);
            }
        }
        byte[] frozen = out.toBytes();
        new Header(Header.Packing.NONE, Header.Encryption.NONE).write(frozen);
        assertThatThrownBy(() -> Nippy.standard().thaw(frozen))
                .isInstanceOf(NippyException.class)
                .hasMessageContaining("withElementsMax");
    }

    private static List<String> textsOfOneHash(int doublings) {
        List<String> texts = List.of("");
        for (int i = 0; i < doublings; i++) {
            List<String> longer = new ArrayList<>();
            for (String text : texts) {
                longer.add(text + "Aa");
                longer.add(text + "BB");
            }
            texts = longer;
        }
        return texts;
    }

    @Test
    void keysOfOneHashAreReadIfTheyCanBeCompared() {
        List<String> texts = textsOfOneHash(15);
        assertThat((Set<?>) Nippy.standard().thaw(set(texts))).hasSize(texts.size());
        assertThat((Set<?>) Nippy.standard()
                        .thaw(set(texts.stream().map(Keyword::of).toList())))
                .hasSize(texts.size());
    }

    @Test
    void keysOfOneHashAreRefusedIfTheyCannotBeCompared() {
        List<List<String>> lists = textsOfOneHash(15).stream().map(List::of).toList();
        assertThatThrownBy(() -> Nippy.standard().thaw(set(lists)))
                .isInstanceOf(NippyException.class)
                .hasMessageContaining("hashes");
    }

    /** Returns the bytes of a set, without hashing what is in it. */
    private static byte[] set(List<?> elements) {
        byte[] frozen = Nippy.standard().withCompression(Compression.NONE).freeze(elements);
        assertThat(frozen[4])
                .isEqualTo((byte) (elements.size() > Short.MAX_VALUE ? Id.VECTOR_LARGE : Id.VECTOR_MEDIUM));
        frozen[4] = (byte) (elements.size() > Short.MAX_VALUE ? Id.SET_LARGE : Id.SET_MEDIUM);
        return frozen;
    }

    @Test
    void aValueLargerThanTheLimitIsNeitherFrozenNorThawed() {
        byte[] frozen = Nippy.standard().freeze("x".repeat(2_000));
        Nippy small = Nippy.standard().withBytesMax(1_000);
        assertThatThrownBy(() -> small.thaw(frozen)).isInstanceOf(NippyException.class);
        assertThatThrownBy(() -> small.freeze("x".repeat(2_000)))
                .isInstanceOf(NippyException.class)
                .hasMessageContaining("withBytesMax");
        assertThatThrownBy(() -> Nippy.standard().withBytesMax(100).freeze("x".repeat(200)))
                .isInstanceOf(NippyException.class);
    }

    @Test
    void limitsAreChecked() {
        assertThatIllegalArgumentException().isThrownBy(() -> Nippy.standard().withBytesMax(0));
        assertThatIllegalArgumentException().isThrownBy(() -> Nippy.standard().withElementsMax(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> Nippy.standard().withDepthMax(0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Nippy.standard().withDepthMax(Nippy.DEPTH_MAX_HIGHEST + 1));
    }

    @Test
    void nothingNamedByBytesIsLoaded() {
        // A serialised object of a class whose mere initialisation would end the test.
        Object thawed = Blobs.thaw("4b 17 " + hex("io.stator.nippy.Explode") + " 07 04 aced0005");
        assertThat(thawed).isInstanceOf(Opaque.Serialized.class);
    }

    private static String hex(String text) {
        StringBuilder digits = new StringBuilder();
        text.chars().forEach(character -> digits.append(String.format("%02x", character)));
        return digits.toString();
    }
}
