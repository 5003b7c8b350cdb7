package io.stator.engine.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Index;
import io.stator.engine.datom.Fact;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Blocks as earlier releases wrote them, with a text that says what is in them: whatever the format becomes, they can be read.
 *
 * <p>{@code main} writes those of this release into a directory, for a format that has no files yet.
 */
final class GoldenBlocksTest {
    private static final String DATABASE = "golden";
    private static final List<String> VERSIONS = List.of("v1", "v2");
    private static final List<String> WHAT = List.of("mixed", "texts", "longs");
    private static final int MIXED = 300;
    private static final int ALIKE = 300;

    private static String file(Index index, String what) {
        return index.name().toLowerCase(Locale.ROOT) + "-" + what;
    }

    private static byte[] resource(String version, String file) throws IOException {
        try (InputStream in = GoldenBlocksTest.class.getResourceAsStream("/segments/" + version + "/" + file)) {
            return Objects.requireNonNull(in, file).readAllBytes();
        }
    }

    private static List<String> described(Segment segment) {
        Fact[] facts = new Fact[segment.size()];
        segment.facts(0, facts.length, facts, 0);
        return RandomFacts.written(facts);
    }

    private static String described(ChildEntry entry) {
        return entry.name() + " " + entry.count() + " " + entry.firstT() + " " + entry.lastT() + " " + entry.checksum()
                + " " + entry.size() + " " + RandomFacts.written(new Fact[] {entry.separator()});
    }

    @ParameterizedTest
    @EnumSource(Index.class)
    void blocksOfEarlierReleasesAreRead(Index index) throws IOException {
        for (String version : VERSIONS) {
            for (String what : WHAT) {
                byte[] bytes = resource(version, file(index, what + ".bin"));
                Directory directory = Directory.decode(new SegmentId(DATABASE, what), index, bytes);
                List<String> lines = new ArrayList<>();
                for (ChildEntry entry : directory.children()) {
                    byte[] block = resource(version, file(index, entry.name() + ".bin"));
                    lines.add(described(entry));
                    lines.addAll(described(Segment.decode(DATABASE, index, entry, block)));
                }
                String text = new String(resource(version, file(index, what + ".txt")), StandardCharsets.UTF_8);
                assertThat(String.join("\n", lines) + "\n").isEqualTo(text);
            }
        }
    }

    /** Writes the blocks of this release into the directory that is given. */
    public static void main(String[] arguments) throws IOException {
        Path to = Files.createDirectories(Path.of(arguments[0]));
        RandomFacts facts = new RandomFacts(new Random(1));
        for (Index index : Index.values()) {
            write(to, index, "mixed", facts.sorted(index, MIXED));
            write(to, index, "texts", facts.alike(index, ALIKE, index == Index.VAET ? (Object) 1L : "text"));
            write(to, index, "longs", facts.alike(index, ALIKE, 1L));
        }
    }

    private static void write(Path to, Index index, String what, Fact[] facts) throws IOException {
        List<ChildEntry> entries = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        int half = facts.length / 2;
        for (int from : new int[] {0, half}) {
            SegmentId id = new SegmentId(DATABASE, what + entries.size());
            byte[] bytes = Segment.encode(id, index, facts, from, from == 0 ? half : facts.length, BlockCodec.ZSTD);
            Fact separator = from == 0 ? facts[0] : Separators.between(index, facts[from - 1], facts[from]);
            Segment segment = Segment.decode(id, index, bytes);
            ChildEntry entry = ChildEntry.of(id.name(), segment, bytes, separator);
            entries.add(entry);
            lines.add(described(entry));
            lines.addAll(described(segment));
            Files.write(to.resolve(file(index, id.name() + ".bin")), bytes);
        }
        byte[] directory = new Directory(index, 1, entries).encode(new SegmentId(DATABASE, what));
        Files.write(to.resolve(file(index, what + ".bin")), directory);
        Files.writeString(to.resolve(file(index, what + ".txt")), String.join("\n", lines) + "\n");
    }
}
