package io.stator.client.wire;

import io.stator.Anomaly;
import io.stator.Datom;
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
 * The answer to a transaction, written or speculative.
 *
 * <p>Nothing here waits, and nothing fails but as it says, or with {@link io.stator.Anomaly.Incorrect} for a null that must not be one.
 *
 * @param before the database value it was applied to
 * @param after the database value it made
 * @param txData the datoms it added
 * @param tempids what its temporary ids became
 * @param databases newer database values that the answer tells of
 */
public record WireReport(
        WireDatabase before,
        WireDatabase after,
        List<Datom> txData,
        Map<Object, Long> tempids,
        List<WireDatabase> databases) {
    /** Creates one. */
    public WireReport {
        Require.present(before, "before");
        Require.present(after, "after");
        txData = List.copyOf(Require.elements(txData, "txData"));
        Require.present(tempids, "tempids");
        databases = List.copyOf(Require.elements(databases, "databases"));
    }

    /**
     * Returns the report that a message holds.
     *
     * @throws Anomaly.Fault when it is none
     * @throws Anomaly.Incorrect when a database value in it is not named as one must be
     */
    public static WireReport read(@Nullable Object message) {
        if (message instanceof Map<?, ?> map
                && map.get(WireKeys.DB_BEFORE) instanceof Map<?, ?> before
                && map.get(WireKeys.DB_AFTER) instanceof Map<?, ?> after
                && map.get(WireKeys.TX_DATA) instanceof List<?> datoms) {
            return new WireReport(
                    WireDatabase.of(before),
                    WireDatabase.of(after),
                    datoms(datoms),
                    tempids(map.get(WireKeys.TEMPIDS)),
                    WireChunk.databases(map));
        }
        throw new Anomaly.Fault("an answer must be the report of a transaction: answer=" + Edn.describe(message));
    }

    private static List<Datom> datoms(List<?> items) {
        List<Datom> datoms = new ArrayList<>(items.size());
        for (Object item : items) {
            if (!(item instanceof Datom datom)) {
                throw new Anomaly.Fault("the :tx-data of an answer must be datoms: item=" + Edn.describe(item));
            }
            datoms.add(datom);
        }
        return datoms;
    }

    private static Map<Object, Long> tempids(@Nullable Object given) {
        Map<Object, Long> tempids = new LinkedHashMap<>();
        if (given instanceof Map<?, ?> map) {
            map.forEach((tempid, id) -> {
                if (tempid == null || !(id instanceof Long entity)) {
                    throw new Anomaly.Fault("the :tempids of an answer must be entity ids: id=" + Edn.describe(id));
                }
                tempids.put(tempid, entity);
            });
        }
        return Collections.unmodifiableMap(tempids);
    }

    /** Returns the message. */
    public Map<Keyword, Object> toMap() {
        Map<Keyword, Object> map = new LinkedHashMap<>();
        map.put(WireKeys.DB_BEFORE, before.toMap());
        map.put(WireKeys.DB_AFTER, after.toMap());
        map.put(WireKeys.TX_DATA, txData);
        map.put(WireKeys.TEMPIDS, tempids);
        map.put(WireKeys.DBS, WireChunk.maps(databases));
        return Collections.unmodifiableMap(map);
    }
}
