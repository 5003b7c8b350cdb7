package io.stator.server;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Database;
import io.stator.SubmissionStatus;
import io.stator.TxData;
import io.stator.TxReport;
import io.stator.client.wire.Operation;
import io.stator.client.wire.Transit;
import io.stator.client.wire.WireChunk;
import io.stator.client.wire.WireDatabase;
import io.stator.client.wire.WireKeys;
import io.stator.client.wire.WireLimits;
import io.stator.client.wire.WireReport;
import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import io.stator.spi.Require;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Does what clients ask, with any {@link Client}, and returns the message of the answer. Thread-safe. */
final class Operations {
    private static final Keyword UPGRADE_SCHEMA = Keyword.of("upgrade-schema");
    private static final Keyword DATOMS = Keyword.of("datoms");
    private static final Keyword ATTRIBUTES = Keyword.of("attrs");
    private static final String TOO_LARGE = "message-too-large";
    private static final String NO_DATABASE = "";
    private static final String NOT_YET_KNOWN =
            "the transactions that were submitted before wait, are being written, or could not be: ask again";

    private final Client client;
    private final Databases databases;
    private final Pages pages;
    private final Running running;
    private final TokenTable<Cursor> cursors;
    private final WireLimits answerLimits;
    private final int chunkMax;
    private final Semaphore excisionWaits;

    Operations(
            Client client,
            ServerConfig config,
            Running running,
            TokenTable<Cursor> cursors,
            TokenTable<Speculation> speculations) {
        this.client = client;
        this.running = running;
        this.databases = new Databases(
                client,
                speculations,
                config.intLimit(ServerLimit.RECENT_VALUES),
                Duration.ofMillis(config.limit(ServerLimit.BASIS_MILLIS)));
        this.pages =
                new Pages(client, databases, config.limit(ServerLimit.QUERY_ROWS), ServerParts.cursorBytesMax(config));
        this.cursors = cursors;
        this.answerLimits = config.answerLimits();
        this.excisionWaits = new Semaphore(config.intLimit(ServerLimit.EXCISION_WAITS));
        this.chunkMax = config.intLimit(ServerLimit.CHUNK_ITEMS);
    }

    /**
     * Returns the message of the answer to a call.
     *
     * @throws Anomaly when it is refused, or fails
     * @throws BasisAhead when it names a basis that is not there yet
     */
    byte[] answer(Call call) {
        call.left();
        Pages.requireContext(call.request().get(WireKeys.IO_CONTEXT));
        if (call.request().operation().isChunked()) {
            return chunked(call);
        }
        return Transit.write(value(call), call.dialect(), answerLimits, Operations::look);
    }

    /**
     * Looks whether a request is still to be worked on, while its message is read, or that of its answer written.
     *
     * @throws Anomaly.Interrupted when its time is over, or nobody wants it any more
     */
    static void look() {
        if (Thread.currentThread().isInterrupted()) {
            throw new Anomaly.Interrupted("interrupted: the request is not to be worked on any more");
        }
    }

    private @Nullable Object value(Call call) {
        return switch (call.request().operation()) {
            case RESOLVE_DB -> resolve(call);
            case LIST_DBS -> Map.of(WireKeys.RESULT, names(call));
            case CREATE_DB -> Map.of(WireKeys.RESULT, create(call));
            case DELETE_DB -> Map.of(WireKeys.RESULT, delete(call));
            case ADMINISTER_SYSTEM -> administer(call);
            case STATUS -> status(call);
            case SUBMISSION -> Map.of(WireKeys.RESULT, submission(call));
            case WITH_DB -> withDb(call);
            case WITH -> with(call);
            case PULL -> pages.pull(call);
            case DB_STATS -> stats(call);
            case RELEASE -> release(call);
            case CANCEL -> Map.of(WireKeys.RESULT, cancel(call));
            case TRANSACT, SYNC_EXCISE, Q, INDEX_PULL, DATOMS, INDEX_RANGE, TX_RANGE, NEXT ->
                throw new IllegalStateException("not answered at once, or in one piece");
        };
    }

    private static String nameOf(Call call) {
        return Databases.required(call.request().text(WireKeys.DB_NAME));
    }

    private Object resolve(Call call) {
        Connection connection = databases.connect(named(call), call.key(), false);
        return Map.of(WireKeys.DATABASE_ID, connection.databaseId());
    }

    /** Returns the database of a call to the catalog, of which only the name counts. */
    private static WireDatabase named(Call call) {
        return new WireDatabase(nameOf(call), null, null, null, null, null, false, null);
    }

    private List<String> names(Call call) {
        AccessKey key = call.key();
        return client.listDatabases().stream()
                .filter(name -> key.mayReadCatalog() || key.mayRead(name))
                .toList();
    }

    private static void requireAdmin(Call call) {
        if (!call.key().isAdmin()) {
            throw new Anomaly.Forbidden(
                    "the key must have the role admin: access-key=" + call.key().id());
        }
    }

    private boolean create(Call call) {
        requireAdmin(call);
        return client.createDatabase(nameOf(call));
    }

    private boolean delete(Call call) {
        requireAdmin(call);
        String name = nameOf(call);
        String id;
        try {
            id = client.connect(name).databaseId();
        } catch (Anomaly.NotFound none) {
            return false;
        }
        boolean deleted = client.deleteDatabase(name);
        databases.forget(id);
        return deleted;
    }

    private Object administer(Call call) {
        requireAdmin(call);
        Object action = call.request().required(WireKeys.ACTION);
        if (!UPGRADE_SCHEMA.equals(action)) {
            throw Require.refused(":action", "must be :upgrade-schema: action=" + Edn.describe(action));
        }
        client.connect(nameOf(call));
        return Map.of();
    }

    private Object status(Call call) {
        WireDatabase asked = call.request().database();
        if (asked.asOf() != null || asked.since() != null) {
            return points(call, asked);
        }
        Connection connection = databases.connect(asked, call.key(), false);
        return databases.tell(connection, connection.sync(0, call.left())).toMap();
    }

    /** Returns what a database value is called whose time points are instants: with the ts that they mean. */
    private Object points(Call call, WireDatabase asked) {
        Database database = databases.find(asked, call.key(), call.left()).database();
        Map<Keyword, Object> map = new LinkedHashMap<>(asked.toMap());
        if (asked.asOf() != null) {
            map.put(WireKeys.AS_OF, database.asOfT().orElseThrow());
        }
        if (asked.since() != null) {
            map.put(WireKeys.SINCE, database.sinceT().orElseThrow());
        }
        return map;
    }

    private Object release(Call call) {
        cursors.finish(call.key().id(), call.request().required(WireKeys.NEXT_TOKEN));
        return Map.of(WireKeys.RESULT, true);
    }

    private boolean cancel(Call call) {
        return running.cancel(call.key().id(), String.valueOf(call.request().required(WireKeys.REQUEST)));
    }

    private static TxData txData(Call call) {
        Object data = call.request().required(WireKeys.TX_DATA);
        if (!(data instanceof Collection<?> forms)) {
            throw Anomaly.incorrect(
                    "not-transaction-data",
                    "Transaction data must be a collection of forms, got " + Edn.describe(data) + " (:tx-data)");
        }
        Object id = call.request().get(WireKeys.TX_ID);
        if (id != null && !(id instanceof UUID || id instanceof String)) {
            throw Require.refused(":tx-id", "must be a UUID or text: tx-id=" + Edn.describe(id));
        }
        Object context = call.request().get(WireKeys.IO_CONTEXT);
        TxData txData = context == null ? TxData.of(forms) : TxData.of(forms).withIoContext(context);
        return id == null ? txData : txData.withSubmissionId(id.toString());
    }

    /**
     * Begins what takes its time without a thread, a transaction or the wait for a basis or an excision, and returns a future of the message of its answer; null for what is answered at once.
     *
     * @throws Anomaly when it is refused at once
     */
    @Nullable
    CompletableFuture<byte[]> later(Call call) {
        return switch (call.request().operation()) {
            case TRANSACT -> transact(call);
            case STATUS -> awaited(call);
            case SYNC_EXCISE -> syncExcise(call);
            default -> null;
        };
    }

    private @Nullable CompletableFuture<byte[]> awaited(Call call) {
        WireDatabase asked = call.request().database();
        Long t = asked.t();
        if (t == null || asked.asOf() != null || asked.since() != null) {
            return null;
        }
        Connection connection = databases.connect(asked, call.key(), false);
        return t <= connection.db().t()
                ? null
                : databases
                        .later(connection, t, call.left())
                        .thenApply(newest -> Transit.write(
                                databases.tell(connection, newest).toMap(), call.dialect(), answerLimits));
    }

    private CompletableFuture<byte[]> transact(Call call) {
        Pages.requireContext(call.request().get(WireKeys.IO_CONTEXT));
        Connection connection = databases.connect(call.request().database(), call.key(), true);
        return connection
                .transactAsync(txData(call), call.left())
                .thenApply(report ->
                        Transit.write(reported(transacted(connection, report), report), call.dialect(), answerLimits));
    }

    private WireReport transacted(Connection connection, TxReport report) {
        WireDatabase before = databases.tell(connection, report.dbBefore());
        WireDatabase after = databases.tell(connection, report.dbAfter());
        return new WireReport(before, after, report.txData(), report.tempids(), List.of(after));
    }

    private Map<Keyword, Object> submission(Call call) {
        Connection connection = databases.connect(call.request().database(), call.key(), false);
        SubmissionStatus status =
                connection.submission(call.request().required(WireKeys.TX_ID).toString());
        if (status instanceof SubmissionStatus.Written written) {
            return Map.of(WireKeys.STATUS, WireKeys.WRITTEN, WireKeys.T, written.t());
        }
        return status instanceof SubmissionStatus.NotYetKnown
                ? Map.of(WireKeys.STATUS, WireKeys.NOT_YET_KNOWN, WireKeys.REASON, NOT_YET_KNOWN)
                : Map.of(WireKeys.STATUS, WireKeys.NOT_WRITTEN);
    }

    private CompletableFuture<byte[]> syncExcise(Call call) {
        Connection connection = databases.connect(call.request().database(), call.key(), false);
        Long t = call.request().number(WireKeys.T);
        if (!excisionWaits.tryAcquire()) {
            throw new Anomaly.Busy("too many requests wait until excised facts are erased ("
                    + ServerLimit.EXCISION_WAITS.key() + "): try again later");
        }
        CompletableFuture<Database> erased;
        try {
            erased = connection.syncExciseAsync(t == null ? 0 : t, call.left());
        } catch (Throwable failed) {
            excisionWaits.release();
            throw failed;
        }
        return erased.whenComplete((database, failure) -> excisionWaits.release())
                .thenApply(database ->
                        Transit.write(databases.tell(connection, database).toMap(), call.dialect(), answerLimits));
    }

    private static Object reported(WireReport wire, TxReport report) {
        Map<Keyword, Object> map = new LinkedHashMap<>(wire.toMap());
        report.ioStats().ifPresent(stats -> map.put(WireKeys.IO_STATS, stats.toMap()));
        return map;
    }

    private Object withDb(Call call) {
        Connection connection = databases.connect(call.request().database(), call.key(), false);
        Database newest = connection.sync(0, call.left());
        Databases.Named named = new Databases.Named(connection, newest, databases.tell(connection, newest), 0);
        return databases
                .tellSpeculative(named, call.key(), new Speculation(newest, 0))
                .toMap();
    }

    private Object with(Call call) {
        Databases.Named named = databases.find(call.request().database(), call.key(), call.left());
        TxReport report = named.database().with(txData(call));
        long weight = named.weight() + Speculation.weightOf(report.txData());
        WireDatabase after = databases.tellSpeculative(named, call.key(), new Speculation(report.dbAfter(), weight));
        WireReport wire = new WireReport(named.wire(), after, report.txData(), report.tempids(), List.of());
        return reported(wire, report);
    }

    private Object stats(Call call) {
        Databases.Named named = databases.find(call.request().database(), call.key(), call.left());
        io.stator.DatabaseStats stats = named.database().stats();
        Map<Object, Object> attributes = new LinkedHashMap<>();
        stats.attributes().forEach((name, count) -> attributes.put(name, Map.of(WireKeys.COUNT, count)));
        return Map.of(WireKeys.RESULT, Map.of(DATOMS, stats.datoms(), ATTRIBUTES, attributes));
    }

    /** Returns the id of the database of a call; that of none for a query that is asked of values alone, and what comes after it. */
    private String databaseId(Call call) {
        WireDatabase asked = call.request().database();
        Operation operation = call.request().operation();
        if (asked.name() == null && (operation == Operation.Q || operation == Operation.NEXT)) {
            return NO_DATABASE;
        }
        return databases.connect(asked, call.key(), false).databaseId();
    }

    private byte[] chunked(Call call) {
        boolean next = call.request().operation() == Operation.NEXT;
        String databaseId = databaseId(call);
        Object token = next ? call.request().required(WireKeys.NEXT_TOKEN) : null;
        Pages.Opened opened = next ? null : pages.open(call);
        Cursor cursor =
                opened != null ? opened.cursor() : cursors.get(call.key().id(), databaseId, token);
        Long offset = next ? call.request().number(WireKeys.OFFSET) : null;
        int size = call.chunk(chunkMax);
        Cursor.Chunk chunk = cursor.chunk(offset == null ? 0 : offset, size);
        Map<?, ?> metadata = opened == null ? null : opened.metadata();
        while (true) {
            if (chunk.more() && token == null) {
                token = cursors.put(call.key().id(), databaseId, cursor);
            }
            try {
                byte[] message = Transit.write(
                        wire(chunk, cursor, metadata, token, size).toMap(),
                        call.dialect(),
                        answerLimits,
                        Operations::look);
                if (!chunk.more() && next) {
                    cursors.finish(call.key().id(), token);
                }
                return message;
            } catch (Anomaly.Incorrect refused) {
                if (chunk.items().size() < 2
                        || !Keyword.of("db.error", TOO_LARGE).equals(refused.error())) {
                    throw refused;
                }
                chunk = cursor.shorten(chunk.items().size() / 2);
            }
        }
    }

    private static WireChunk wire(
            Cursor.Chunk chunk, Cursor cursor, @Nullable Map<?, ?> metadata, @Nullable Object token, int size) {
        boolean more = chunk.more();
        return new WireChunk(
                chunk.items(),
                cursor.count(),
                metadata,
                more ? chunk.end() : null,
                more ? token : null,
                more ? (long) size : null,
                List.of());
    }
}
