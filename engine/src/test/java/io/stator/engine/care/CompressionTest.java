package io.stator.engine.care;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.CompactOptions;
import io.stator.Compression;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Datom;
import io.stator.Index;
import io.stator.Limit;
import io.stator.Results;
import io.stator.engine.EmbeddedClient;
import io.stator.engine.EngineConfig;
import io.stator.engine.SystemCopies;
import io.stator.engine.copies.Restoration;
import io.stator.engine.copies.Restorer;
import io.stator.engine.copies.SystemCopier;
import io.stator.engine.durable.Catalog;
import io.stator.engine.storage.MemoryStorage;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.UnclosedStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Systems whose segments are compressed in one way or another are the same to all who use them. */
final class CompressionTest {
    private static final int TYPE_AT = 5;
    private static final int CODEC_AT = 7;
    private static final int SEGMENT = 1;
    private static final int LZ4 = 1;
    private static final int ZSTD = 2;

    private final MemoryStorage storage = new MemoryStorage();

    private static EmbeddedClient open(Storage place, Compression compression) {
        EngineConfig defaults = EngineConfig.defaults();
        return EmbeddedClient.open(
                place,
                new EngineConfig(
                        defaults.clock(),
                        defaults.nanoClock(),
                        defaults.databaseIds(),
                        defaults.system().withLimit(Limit.LIVE_FACTS, 500).withCompression(compression)));
    }

    private void fill(Storage place, Compression compression) {
        try (EmbeddedClient client = open(place, compression)) {
            client.createDatabase("x");
            Connection connection = client.connect("x");
            connection.transact("[{:db/ident :p/name :db/valueType :db.type/string :db/cardinality :db.cardinality/one"
                    + " :db/unique :db.unique/identity}"
                    + " {:db/ident :p/friend :db/valueType :db.type/ref :db/cardinality :db.cardinality/many}]");
            for (int i = 0; i < 400; i++) {
                connection.transact(
                        "[{:p/name \"name of " + i % 300 + "\" :p/friend {:p/name \"name of " + i * 7 % 300 + "\"}}]");
            }
            client.compact("x", CompactOptions.standard().unread());
            assertThat(client.verify("x", progress -> {}).damages()).isEmpty();
        }
    }

    private static List<String> everything(Storage place, String name) {
        try (EmbeddedClient client = open(place, Compression.STANDARD)) {
            assertThat(client.verify(name, progress -> {}).damages()).isEmpty();
            Database db = client.connect(name).db();
            List<String> all = new ArrayList<>();
            for (Index index : Index.values()) {
                for (Datom datom : db.history().datoms(index).limit(Results.NO_LIMIT)) {
                    all.add(datom.toString());
                }
            }
            return all;
        }
    }

    /** Returns how the segments of a database are compressed. */
    private static Set<Integer> codecs(Storage place, String name) {
        String id = Objects.requireNonNull(
                new Catalog(place.roots()).read().databases().get(name));
        Set<Integer> codecs = new TreeSet<>();
        place.segments(id).ids(each -> {
            byte[] bytes = place.segments(id).get(each).orElseThrow();
            if (bytes[TYPE_AT] == SEGMENT) {
                codecs.add((int) bytes[CODEC_AT]);
            }
        });
        return codecs;
    }

    @Test
    void whatIsPaidForIsCompressedMoreUnlessSomethingElseIsSaid() {
        Storage paid = new UnclosedStorage(storage, true, false);
        fill(paid, Compression.STANDARD);
        assertThat(codecs(storage, "x")).containsExactly(ZSTD);
        List<String> all = everything(paid, "x");
        try (EmbeddedClient client = open(paid, Compression.LZ4)) {
            client.compact("x", CompactOptions.standard().unread());
        }
        assertThat(everything(paid, "x")).isEqualTo(all);
        assertThat(codecs(storage, "x")).containsExactly(LZ4);
    }

    @Test
    void whatIsNotPaidForIsCompressedAsItIsSaid() {
        Storage kept = new UnclosedStorage(storage);
        fill(kept, Compression.STANDARD);
        assertThat(codecs(storage, "x")).containsExactly(LZ4);
        List<String> all = everything(kept, "x");
        try (EmbeddedClient client = open(kept, Compression.ZSTD)) {
            client.compact("x", CompactOptions.standard().unread());
        }
        assertThat(everything(kept, "x")).isEqualTo(all);
        assertThat(codecs(storage, "x")).containsExactly(ZSTD);
    }

    @Test
    void copiesAndRestoredDatabasesKeepHowTheirSegmentsAreCompressed() {
        fill(new UnclosedStorage(storage), Compression.ZSTD);
        List<String> all = everything(new UnclosedStorage(storage), "x");
        MemoryStorage copy = new MemoryStorage();
        SystemCopier.copy(storage, copy, SystemCopies.settings(progress -> {}));
        assertThat(codecs(copy, "x")).containsExactly(ZSTD);
        assertThat(everything(new UnclosedStorage(copy), "x")).isEqualTo(all);
        MemoryStorage restored = new MemoryStorage();
        Restorer.restore(
                copy,
                restored,
                new Restoration("x", "y", Restoration.ALL, null, false),
                SystemCopies.settings(progress -> {}));
        assertThat(codecs(restored, "y")).containsExactly(ZSTD);
        assertThat(everything(new UnclosedStorage(restored), "y")).isEqualTo(all);
    }
}
