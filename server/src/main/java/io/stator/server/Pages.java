package io.stator.server;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Database;
import io.stator.Index;
import io.stator.Measured;
import io.stator.Pull;
import io.stator.PulledEntity;
import io.stator.Query;
import io.stator.Results;
import io.stator.Row;
import io.stator.TimePoint;
import io.stator.Transaction;
import io.stator.client.wire.Dialect;
import io.stator.client.wire.WireDatabase;
import io.stator.client.wire.WireKeys;
import io.stator.client.wire.WireRequest;
import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.spi.Require;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Opens the answers that read database values. Thread-safe. */
final class Pages {
    /** How long an answer may be read that is computed as it goes; each of its chunks has the time of its request. */
    private static final Duration READING_MAX = Duration.ofDays(1);

    private static final Keyword API = Keyword.of("api");
    private static final Keyword PULL = Keyword.of("pull");

    private final Client client;
    private final Databases databases;
    private final long queryRowsMax;
    private final long cursorBytesMax;

    Pages(Client client, Databases databases, long queryRowsMax, long cursorBytesMax) {
        this.cursorBytesMax = cursorBytesMax;
        this.client = client;
        this.databases = databases;
        this.queryRowsMax = queryRowsMax;
    }

    /** An answer that was opened, and what is told beside its items. */
    record Opened(Cursor cursor, @Nullable Map<?, ?> metadata) {}

    /** Opens the answer to a call. */
    Opened open(Call call) {
        WireRequest request = call.request();
        return switch (request.operation()) {
            case Q -> query(call);
            case DATOMS -> {
                Index index = index(request);
                yield lazy(
                        call,
                        database(call).datoms(index, request.components(index).toArray()));
            }
            case INDEX_RANGE ->
                lazy(
                        call,
                        database(call)
                                .indexRange(
                                        request.required(WireKeys.ATTRID),
                                        request.get(WireKeys.START),
                                        request.get(WireKeys.END)));
            case INDEX_PULL -> lazy(call, indexPull(call));
            case TX_RANGE -> lazy(call, transactions(call));
            default -> throw new IllegalStateException("no answer in chunks: " + request.operation());
        };
    }

    private Database database(Call call) {
        return databases
                .find(call.request().database(), call.key(), call.left())
                .database();
    }

    private static Index index(WireRequest request) {
        return Index.of(request.required(WireKeys.INDEX));
    }

    private Results<PulledEntity> indexPull(Call call) {
        WireRequest request = call.request();
        if (!(request.required(WireKeys.START) instanceof Collection<?> start)) {
            throw Require.refused(":start", "must be a collection: start=" + Edn.describe(request.get(WireKeys.START)));
        }
        Pull selector = Pull.of(request.required(WireKeys.SELECTOR));
        Object reverse = request.get(WireKeys.REVERSE);
        Database database = database(call);
        return reverse == null || Boolean.FALSE.equals(reverse)
                ? database.indexPull(index(request), selector, start.toArray())
                : database.indexPullReverse(index(request), selector, start.toArray());
    }

    private Results<Map<Keyword, Object>> transactions(Call call) {
        Results<Transaction> transactions = databases
                .connect(call.request().database(), call.key(), false)
                .transactions(timePoint(call, WireKeys.START), timePoint(call, WireKeys.END));
        return transactions.map(transaction -> Map.of(WireKeys.T, transaction.t(), WireKeys.DATA, transaction.data()));
    }

    private static @Nullable TimePoint timePoint(Call call, Keyword key) {
        Object bound = call.request().get(key);
        return bound == null ? null : TimePoint.of(bound);
    }

    private Opened lazy(Call call, Results<?> results) {
        return isMeasured(call) ? measured(call, results) : asItGoes(call, results);
    }

    /** Opens an answer that is computed as a whole, so that what was read for it can be told. */
    private <T> Opened measured(Call call, Results<T> results) {
        Long limit = call.request().number(WireKeys.LIMIT);
        Results<T> bounded = limit == null ? results : results.limit(limit < 0 ? queryRowsMax + 1 : limit);
        Long offset = call.request().number(WireKeys.OFFSET);
        Measured<T> measured = named(call, offset == null ? bounded : bounded.offset(offset))
                .timeout(call.left())
                .measure();
        if (measured.items().size() > queryRowsMax) {
            throw new Anomaly.Incorrect("an answer with :io-context must have at most " + queryRowsMax
                    + " items: ask for it in parts, with :offset and :limit");
        }
        return new Opened(
                new Cursor(measured.items().iterator(), null, 0),
                Map.of(WireKeys.IO_STATS, measured.ioStats().toMap()));
    }

    private static Opened asItGoes(Call call, Results<?> results) {
        return new Opened(new Cursor(limited(call, results).timeout(READING_MAX).iterator(), null, 0), null);
    }

    private static <T> Results<T> limited(Call call, Results<T> results) {
        Results<T> limited = results;
        Long offset = call.request().number(WireKeys.OFFSET);
        if (offset != null) {
            limited = limited.offset(offset);
        }
        Long limit = call.request().number(WireKeys.LIMIT);
        return limit == null ? limited : limited.limit(limit);
    }

    private Opened query(Call call) {
        WireRequest request = call.request();
        boolean isExplained = isExplained(request);
        Query query = Query.of(request.required(WireKeys.QUERY));
        if (call.dialect() == Dialect.DATOMIC) {
            requireRelation(query);
        }
        Results<Row> results = client.q(Map.of(WireKeys.QUERY, query, WireKeys.ARGS, inputs(call)));
        Long limit = request.number(WireKeys.LIMIT);
        Results<Row> asked = limited(call, results)
                .limit(limit == null || limit < 0 ? queryRowsMax + 1 : Math.min(limit, queryRowsMax + 1))
                .timeout(call.left());
        Map<Keyword, Object> metadata = new LinkedHashMap<>();
        List<Row> rows = isExplained || isMeasured(call) ? measured(call, asked, metadata) : asked.list();
        if (rows.size() > queryRowsMax) {
            throw new Anomaly.Incorrect("the result of a query must have at most " + queryRowsMax
                    + " rows: ask for it in parts, with :offset and :limit");
        }
        long weight = Cursor.weightOf(rows);
        if (weight > cursorBytesMax && rows.size() > call.chunk(Integer.MAX_VALUE)) {
            throw Anomaly.incorrect(
                    "too-large-to-keep",
                    "the result of a query that is given in chunks must have at most about " + cursorBytesMax
                            + " bytes ("
                            + ServerLimit.ALL_CURSORS_BYTES.key() + "), this one has " + weight
                            + ": ask for it in parts, with :offset and :limit");
        }
        return new Opened(
                new Cursor(rows.iterator(), (long) rows.size(), weight), metadata.isEmpty() ? null : metadata);
    }

    private static List<Row> measured(Call call, Results<Row> results, Map<Keyword, Object> metadata) {
        Measured<Row> measured = named(call, results).measure();
        if (isMeasured(call)) {
            metadata.put(WireKeys.IO_STATS, measured.ioStats().toMap());
        }
        if (isExplained(call.request())) {
            measured.queryStats().ifPresent(stats -> metadata.put(WireKeys.QUERY_STATS, stats.toMap()));
        }
        return measured.items();
    }

    private static boolean isMeasured(Call call) {
        return call.request().get(WireKeys.IO_CONTEXT) != null;
    }

    private static <T> Results<T> named(Call call, Results<T> results) {
        Object context = call.request().get(WireKeys.IO_CONTEXT);
        return context == null ? results : results.ioContext(context);
    }

    /** Returns the inputs of a query, with the database values that they name. */
    private List<@Nullable Object> inputs(Call call) {
        if (!(call.request().required(WireKeys.ARGS) instanceof Collection<?> args)) {
            throw Require.refused(
                    ":args",
                    "must be a collection: args=" + Edn.describe(call.request().get(WireKeys.ARGS)));
        }
        List<@Nullable Object> inputs = new ArrayList<>(args.size());
        for (Object arg : args) {
            inputs.add(
                    WireDatabase.isDatabase(arg) && arg instanceof Map<?, ?> map
                            ? databases
                                    .find(WireDatabase.of(map), call.key(), call.left())
                                    .database()
                            : arg);
        }
        return inputs;
    }

    /** Refuses what Datomic's clients would take for a relation although it is none. */
    private static void requireRelation(Query query) {
        for (Object element : query.section("find")) {
            if (element instanceof io.stator.edn.EdnVector || Symbol.of(".").equals(element)) {
                throw new Anomaly.Incorrect("Only find-rel elements are allowed in client :find");
            }
        }
    }

    /** Returns whether statistics of a query are asked for. */
    private static boolean isExplained(WireRequest request) {
        Object asked = request.get(WireKeys.QUERY_STATS);
        if (asked != null && !(asked instanceof Boolean) && !(asked instanceof Keyword)) {
            throw Require.refused(
                    ":query-stats", "must be true, false or a keyword: query-stats=" + Edn.describe(asked));
        }
        return asked != null && !Boolean.FALSE.equals(asked);
    }

    /** Returns the answer to a pull. */
    Object pull(Call call) {
        Pull selector = Pull.of(call.request().required(WireKeys.SELECTOR));
        Object entity = call.request().required(WireKeys.EID);
        Database database = database(call);
        if (!isMeasured(call)) {
            return Map.of(WireKeys.RESULT, database.pull(selector, entity));
        }
        Measured<PulledEntity> pulled =
                named(call, database.pullMany(selector, List.of(entity))).measure();
        Map<Keyword, Object> stats = new LinkedHashMap<>(pulled.ioStats().toMap());
        stats.put(API, PULL);
        return Map.of(WireKeys.RESULT, Map.of(WireKeys.RET, pulled.items().get(0), WireKeys.IO_STATS, stats));
    }

    /** Refuses what statistics of reading cannot be asked for under. */
    static void requireContext(@Nullable Object context) {
        if (context != null && !(context instanceof Keyword keyword && keyword.namespace() != null)) {
            throw new Anomaly.Incorrect("io-context must be a qualified keyword: io-context=" + Edn.describe(context));
        }
    }
}
