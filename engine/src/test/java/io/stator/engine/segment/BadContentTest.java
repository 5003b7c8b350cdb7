package io.stator.engine.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Index;
import io.stator.engine.datom.ByteSink;
import io.stator.engine.datom.Fact;
import io.stator.engine.datom.IndexOrder;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Blocks whose checksum is right and whose content is not: a segment is wholly there and in order, or refused. */
final class BadContentTest {
    private static final long SEED = Long.getLong("stator.seed", 20261130L);
    private static final SegmentId ID = new SegmentId("d", "s");
    private static final int VERSION_AT = 4;
    private static final int CODEC_AT = 7;

    private final Random random = new Random(SEED);
    private final RandomFacts facts = new RandomFacts(random);

    private static byte[] signed(byte[] block) {
        CRC32C crc = new CRC32C();
        crc.update(block, 0, block.length - 4);
        byte[] signed = block.clone();
        for (int i = 0; i < 4; i++) {
            signed[block.length - 1 - i] = (byte) (crc.getValue() >>> (8 * i));
        }
        return signed;
    }

    private static void isWholeOrRefused(Index index, byte[] block) {
        try {
            Segment segment = Segment.decode(ID, index, block);
            Fact before = null;
            for (int i = 0; i < segment.size(); i++) {
                Fact fact = segment.fact(i);
                assertThat(before == null || IndexOrder.compare(index, before, fact) < 0)
                        .as("seed %s: %s before %s", SEED, before, fact)
                        .isTrue();
                before = fact;
            }
        } catch (StorageException refused) {
            assertThat(refused).hasMessageContaining("segment s of database d");
        }
    }

    @Test
    void aContentThatWasChangedIsInOrderOrRefused() {
        for (Index index : Index.values()) {
            for (int round = 0; round < 40; round++) {
                Fact[] sorted = round % 2 == 0 ? facts.sorted(index, 30) : facts.alike(index, 300);
                BlockCodec codec = round % 4 < 2 ? BlockCodec.LZ4 : BlockCodec.ZSTD;
                byte[] block = Segment.encode(ID, index, sorted, 0, sorted.length, codec);
                for (int change = 0; change < 200; change++) {
                    byte[] changed = block.clone();
                    for (int i = random.nextInt(3); i >= 0; i--) {
                        changed[VERSION_AT + random.nextInt(block.length - VERSION_AT)] = (byte) random.nextInt();
                    }
                    isWholeOrRefused(index, signed(changed));
                }
            }
        }
    }

    @Test
    void aLaterVersionIsSaidToBeOne() {
        byte[] block = Segment.encode(ID, Index.EAVT, facts.sorted(Index.EAVT, 5), 0, 1);
        block[VERSION_AT] = 3;
        assertThatThrownBy(() -> Segment.decode(ID, Index.EAVT, signed(block)))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.FOREIGN))
                .hasMessageContaining("was written by a later release");
    }

    @Test
    void aCompressionThatIsNotKnownIsRefused() {
        byte[] block = Segment.encode(ID, Index.EAVT, facts.sorted(Index.EAVT, 5), 0, 1);
        block[CODEC_AT] = 3;
        assertThatThrownBy(() -> Segment.decode(ID, Index.EAVT, signed(block)))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("codec must be 0 to 2: codec=3");
        block[CODEC_AT] = 2;
        assertThatThrownBy(() -> Segment.decode(ID, Index.EAVT, signed(block)))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("version must be that of codec 2: version=1");
    }

    @Test
    void countsAreNotTrustedWithMemory() {
        for (int count : new int[] {1, Segment.FACTS_MAX}) {
            ByteSink content = new ByteSink();
            content.putVarint(1);
            content.putVarint(70);
            content.put(ValueKind.TEXT.code());
            for (long first : new long[] {1, 1, 1, 0}) {
                content.put(0);
                content.putZigzag(first);
                content.putZigzag(0);
            }
            content.putVarint(count);
            byte[] block =
                    new Envelope(Envelope.Type.SEGMENT, Index.EAVT, count, 1, 1).close(ID, content, BlockCodec.LZ4);
            assertThatThrownBy(() -> Segment.decode(ID, Index.EAVT, block)).isInstanceOf(StorageException.class);
        }
    }

    @Test
    void textsThatAreNoUtf8AreRefused() {
        for (String text : List.of("é", "€", "😀", "aé", "߿", "\ue000")) {
            Fact[] one = {Fact.of(1, 2, text + "zz", 3, true)};
            byte[] block = Segment.encode(ID, Index.EAVT, one, 0, 1);
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            int at = position(block, bytes);
            for (int i = 0; i < bytes.length; i++) {
                byte[] changed = block.clone();
                changed[at + i] = (byte) (bytes[i] < 0 ? 'x' : 0xff);
                assertThatThrownBy(() -> Segment.decode(ID, Index.EAVT, signed(changed)))
                        .isInstanceOf(StorageException.class)
                        .hasMessageContaining("texts must be well-formed UTF-8");
            }
        }
    }

    private static int position(byte[] block, byte[] part) {
        int at = 0;
        while (!Arrays.equals(block, at, at + part.length, part, 0, part.length)) {
            at++;
        }
        return at;
    }
}
