package io.stator.nippy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random bytes and damaged blobs. A failure names its seed, which {@code -Dstator.seed} repeats. */
final class NippyFuzzTest {
    private static final int SEEDS = 2_000;
    private static final int SEEDS_LONG = 400_000;

    private static final List<byte[]> BLOBS = blobs();

    private static List<byte[]> blobs() {
        List<byte[]> blobs = new ArrayList<>();
        for (Blobs.Blob kept : Blobs.kept()) {
            blobs.add(kept.bytes());
        }
        String text = "Breathe, breathe in the air. ".repeat(20);
        for (Compression compression : Compression.values()) {
            blobs.add(Nippy.standard().withCompression(compression).freeze(List.of(text, 1L, Keyword.of("a/b"), text)));
        }
        return blobs;
    }

    @Test
    void anyBytesAreAValueOrAnException() {
        run(SEEDS);
    }

    @Test
    @Tag("fuzz")
    void manyMoreBytesAreAValueOrAnException() {
        run(SEEDS_LONG);
    }

    private static void run(int count) {
        Long asked = Long.getLong("stator.seed");
        long first = asked == null ? 1 : asked;
        for (long seed = first; seed < first + (asked == null ? count : 1); seed++) {
            try {
                Random random = new Random(seed * 0x9E3779B97F4A7C15L);
                NippyProperties.check(bytes(random));
                NippyProperties.checkFrozen(damaged(random));
            } catch (RuntimeException | Error failure) {
                throw new AssertionError("repeat with -Dstator.seed=" + seed, failure);
            }
        }
    }

    /** Returns bytes of which many are type ids and small counts. */
    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(60)];
        int idsUpTo = random.nextBoolean() ? 256 : 128;
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (random.nextInt(3) == 0 ? random.nextInt(4) : random.nextInt(idsUpTo));
        }
        return bytes;
    }

    private static byte[] damaged(Random random) {
        byte[] bytes = BLOBS.get(random.nextInt(BLOBS.size())).clone();
        for (int changes = random.nextInt(4); changes >= 0; changes--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] = (byte) random.nextInt();
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
                default -> {
                    byte[] other = BLOBS.get(random.nextInt(BLOBS.size()));
                    int from = random.nextInt(other.length);
                    int length = Math.min(random.nextInt(12), other.length - from);
                    byte[] longer = Arrays.copyOf(bytes, bytes.length + length);
                    System.arraycopy(bytes, at, longer, at + length, bytes.length - at);
                    System.arraycopy(other, from, longer, at, length);
                    bytes = longer;
                }
            }
        }
        return bytes;
    }
}
