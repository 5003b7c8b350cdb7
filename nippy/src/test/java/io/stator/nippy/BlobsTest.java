package io.stator.nippy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What was frozen once, by any Nippy, is thawed for ever. */
final class BlobsTest {
    private static List<Blobs.Blob> kept() {
        return Blobs.kept();
    }

    @ParameterizedTest
    @MethodSource("kept")
    void aKeptBlobIsThawed(Blobs.Blob blob) {
        assertThat(Shown.of(Nippy.standard().thaw(blob.bytes()))).isEqualTo(blob.shown());
    }

    @ParameterizedTest
    @MethodSource("kept")
    void whatWasThawedIsFrozenAgainWithoutLoss(Blobs.Blob blob) {
        Object value = Nippy.standard().thaw(blob.bytes());
        String again = Shown.of(Nippy.standard().thaw(Nippy.standard().freeze(value)));
        assertThat(again.replace("sql.Date 1", "instant 1970-01-01T00:00:00.001Z"))
                .isEqualTo(blob.shown()
                        .replace("sql.Date 1", "instant 1970-01-01T00:00:00.001Z")
                        .replace("entry ", "")
                        .replace("String[", "Object["));
    }

    @Test
    void everyTypeIdIsAmongThem() {
        Set<Integer> ids = new TreeSet<>();
        for (Blobs.Blob blob : Blobs.kept()) {
            for (byte id : Arrays.copyOfRange(blob.bytes(), Header.BYTES, blob.bytes().length)) {
                ids.add((int) id);
            }
        }
        Set<Integer> first = new TreeSet<>();
        Blobs.kept().forEach(blob -> first.add((int) blob.bytes()[Header.BYTES]));
        Set<Integer> inside = Set.of(59, 63, 64, 65, 66, 67, 68, 72, 73, 74);
        assertThat(IntStream.rangeClosed(0, Byte.MAX_VALUE)
                        .boxed()
                        .filter(id -> !first.contains(id) && !(inside.contains(id) && ids.contains(id))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "69",
                "6902",
                "690241",
                "69ff",
                "10ffff",
                "0dffffffff",
                "0d7fffffff",
                "6e7f",
                "15ffffffff",
                "157fffffff",
                "1e7fffffff",
                "1effffffff",
                "1e40000000",
                "147fffffff",
                "177fffffff",
                "737fffffff",
                "6b7fffffff",
                "767fffffff",
                "77ffffffff",
                "7740000000",
                "027fffffff",
                "2c00000000",
                "2c7fffffff",
                "2cffffffff",
                "3e000000010f",
                "4600000001010000000100",
                "3a03",
                "47690120",
                "4b01410 3",
                "4b0141690141",
                "3003",
                "300152 11",
                "7a03",
                "7a690154ff",
                "6b0000000100",
                "6d0000000169 0141",
                "4f 7fffffffffffffff 7fffffff",
                "53 7fffffffffffffff 7fffffff",
                "0b0001c0",
                "0b0002c041",
                "0b0001ff",
                "0b0003e08041",
                "0b0002",
                "43ff03",
                "44ffff03 00",
                "7c0001 0000000000000000 3b",
                "6e02 ff1300",
                "6e02 52a7ba00 00",
                "6e02 7d 00",
                "2e0141 aced0006 70",
                "2e0141 aced0005 71007e0000",
                "2e0141 aced0005 7a7fffffff",
                "6e02 3b03 ff13",
                "0000",
                "0300",
                "19 13",
                "67 00",
                "5b 00",
                "0a00",
            })
    void damagedBytesAreAnException(String digits) {
        assertThatThrownBy(() -> Blobs.thaw(digits)).isInstanceOf(NippyException.class);
    }

    @Test
    void anXtdbTransactionNamesTheTypeThatOnlyItsProgramKnows() {
        // gatz, XTDB transaction log: ids of XTDB are a type of its own, in the middle.
        assertThatThrownBy(() ->
                        Blobs.thaw("4e50590070026a17787464622e74782e6576656e742f74782d6576656e747372726a0d637275782e"
                                + "74782f6d6174636852a7ba00d67c6bafa6a9d476f0e75e12dfe3e436eaea88d852a7ba00"))
                .isInstanceOf(NippyException.class)
                .hasMessageContaining("type id 82")
                .hasMessageContaining("a program's own");
    }
}
