package io.stator.client.wire;

import io.stator.Anomaly;
import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import io.stator.spi.Require;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer that comes in chunks: one of them, and how to ask for the next.
 *
 * <p>Nothing here waits, and nothing fails but as it says, or with {@link io.stator.Anomaly.Incorrect} for a null that must not be one.
 *
 * @param data the items
 * @param count how many there are in all chunks together; null when that is not told
 * @param metadata what is told beside them; null for nothing
 * @param nextOffset how many items there have been, when there are more; null in the last chunk
 * @param nextToken what stands for the rest of the answer, when there is more
 * @param chunk how many items the next chunk is to have
 * @param databases newer database values that the answer tells of
 */
public record WireChunk(
        List<?> data,
        @Nullable Long count,
        @Nullable Map<?, ?> metadata,
        @Nullable Long nextOffset,
        @Nullable Object nextToken,
        @Nullable Long chunk,
        List<WireDatabase> databases) {
    /** Creates one. */
    public WireChunk {
        Require.present(data, "data");
        databases = List.copyOf(Require.elements(databases, "databases"));
    }

    /** Returns whether there are more chunks. */
    public boolean hasNext() {
        return nextOffset != null;
    }

    /**
     * Returns the request for the next chunk, made of the one for this.
     *
     * @throws Anomaly.Incorrect when that names no database value as one must be named
     */
    public WireRequest next(WireRequest request) {
        return WireRequest.of(
                        Operation.NEXT, Require.present(request, "request").database())
                .with(WireKeys.NEXT_TOKEN, nextToken)
                .with(WireKeys.OFFSET, nextOffset)
                .with(WireKeys.CHUNK, chunk);
    }

    /**
     * Returns the chunk that a message holds.
     *
     * @throws Anomaly.Fault when it is none
     * @throws Anomaly.Incorrect when a database value in it is not named as one must be
     */
    public static WireChunk read(@Nullable Object message) {
        if (!(message instanceof Map<?, ?> map)) {
            throw new Anomaly.Fault("an answer must be a map: answer=" + Edn.describe(message));
        }
        Object data = map.get(WireKeys.DATA);
        if (data != null && !(data instanceof List)) {
            throw new Anomaly.Fault("the :data of an answer must be a vector: data=" + Edn.describe(data));
        }
        return new WireChunk(
                data == null ? List.of() : (List<?>) data,
                map.get(WireKeys.COUNT) instanceof Long count ? count : null,
                map.get(WireKeys.METADATA) instanceof Map<?, ?> metadata ? metadata : null,
                map.get(WireKeys.NEXT_OFFSET) instanceof Long offset ? offset : null,
                map.get(WireKeys.NEXT_TOKEN),
                map.get(WireKeys.CHUNK) instanceof Long chunk ? chunk : null,
                databases(map));
    }

    /**
     * Returns the newer database values that an answer tells of.
     *
     * @throws Anomaly.Incorrect when one is not named as one must be
     */
    public static List<WireDatabase> databases(Map<?, ?> answer) {
        List<WireDatabase> databases = new ArrayList<>();
        if (Require.present(answer, "answer").get(WireKeys.DBS) instanceof List<?> all) {
            for (Object each : all) {
                if (each instanceof Map<?, ?> map) {
                    databases.add(WireDatabase.of(map));
                }
            }
        }
        return databases;
    }

    static List<Object> maps(List<WireDatabase> databases) {
        List<Object> maps = new ArrayList<>();
        databases.forEach(database -> maps.add(database.toMap()));
        return maps;
    }

    /** Returns the message. */
    public Map<Keyword, Object> toMap() {
        Map<Keyword, Object> map = new LinkedHashMap<>();
        map.put(WireKeys.DATA, data);
        WireDatabase.put(map, WireKeys.COUNT, count);
        WireDatabase.put(map, WireKeys.METADATA, metadata);
        WireDatabase.put(map, WireKeys.NEXT_OFFSET, nextOffset);
        WireDatabase.put(map, WireKeys.NEXT_TOKEN, nextToken);
        WireDatabase.put(map, WireKeys.CHUNK, chunk);
        WireDatabase.put(map, WireKeys.DBS, databases.isEmpty() ? null : maps(databases));
        return Collections.unmodifiableMap(map);
    }
}
