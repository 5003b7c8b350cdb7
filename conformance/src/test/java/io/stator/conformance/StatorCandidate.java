package io.stator.conformance;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.CompactOptions;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Datom;
import io.stator.Index;
import io.stator.Pull;
import io.stator.PulledEntity;
import io.stator.Results;
import io.stator.TimePoint;
import io.stator.Transaction;
import io.stator.TxData;
import io.stator.TxReport;
import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs the cases on any {@link Client}. */
final class StatorCandidate implements Candidate {
    private static final Duration SYNC_TIMEOUT = Duration.ofMillis(50);

    private final String name;
    private final Implementation implementation;
    private final Client client;
    private final AtomicInteger databases = new AtomicInteger();

    /** Opens a new system. */
    StatorCandidate(Implementation implementation) {
        this.name = implementation.name();
        this.implementation = implementation;
        this.client = implementation.open().get();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean runs(String scenario) {
        return implementation.runs(scenario);
    }

    @Override
    public Session begin() {
        String database = "conformance-" + databases.incrementAndGet();
        client.createDatabase(database);
        return new StatorSession(implementation, client, client.connect(database));
    }

    /** Returns what is wrong in the storage of the databases there are, as it is and once their indexes were written anew. */
    List<String> damages() {
        List<String> damages = new ArrayList<>();
        for (String database : client.listDatabases()) {
            damages.addAll(client.verify(database, progress -> {}).damages());
            client.compact(database, CompactOptions.standard());
            damages.addAll(client.verify(database, progress -> {}).damages());
        }
        return damages;
    }

    @Override
    public void close() {
        client.close();
    }

    private static <T> T refusing(Supplier<T> call) {
        try {
            return call.get();
        } catch (Anomaly anomaly) {
            Keyword error = anomaly.error();
            throw new Refusal(
                    anomaly.category().keyword().name(),
                    error == null ? null : error.toString(),
                    anomaly.getMessage(),
                    anomaly.data(),
                    anomaly);
        }
    }

    /** Returns a collection as transaction data; anything else is left to the check of its text. */
    private static TxData txData(@Nullable Object forms) {
        if (forms == null) {
            return TxData.of(List.of());
        }
        return forms instanceof Collection<?> collection ? TxData.of(collection) : TxData.parse(Edn.print(forms));
    }

    private static List<List<?>> facts(Iterable<Datom> datoms) {
        List<List<?>> rows = new ArrayList<>();
        for (Datom datom : datoms) {
            rows.add(Arrays.asList(datom.e(), datom.a(), Plain.of(datom.v()), datom.tx(), datom.added()));
        }
        return rows;
    }

    private static List<List<?>> datoms(Database db, Iterable<Datom> datoms) {
        return View.named(new StatorView(db), facts(datoms));
    }

    private static Report report(TxReport report) {
        return new Report(new StatorView(report.dbAfter()), facts(report.txData()), report.tempids());
    }

    private record StatorSession(Implementation implementation, Client client, Connection connection)
            implements Session {
        @Override
        public View db() {
            return new StatorView(connection.db());
        }

        @Override
        public Report transact(@Nullable Object txData) {
            Report report = refusing(() -> report(connection.transact(txData(txData))));
            implementation.merge(client, connection);
            return report;
        }

        @Override
        public View sync(long t) {
            return refusing(() -> new StatorView(connection.sync(t, SYNC_TIMEOUT)));
        }

        private static @Nullable TimePoint point(@Nullable Object given) {
            return given == null ? null : TimePoint.of(given);
        }

        @Override
        public List<?> log(@Nullable Object start, @Nullable Object end) {
            return refusing(() -> {
                List<List<?>> rows = new ArrayList<>();
                for (Transaction transaction :
                        connection.transactions(point(start), point(end)).limit(Results.NO_LIMIT)) {
                    rows.add(List.of(transaction.t(), datoms(connection.db(), transaction.data())));
                }
                return rows;
            });
        }

        @Override
        public List<?> query(Object query, List<?> arguments, @Nullable Long offset, @Nullable Long limit) {
            Map<Object, Object> map = new LinkedHashMap<>();
            map.put(Keyword.of("query"), query);
            map.put(Keyword.of("args"), arguments(arguments));
            if (offset != null) {
                map.put(Keyword.of("offset"), offset);
            }
            if (limit != null) {
                map.put(Keyword.of("limit"), limit);
            }
            return refusing(() -> Plain.list(client.q(map).list()));
        }

        @Override
        public @Nullable Object value(Object query, List<?> arguments) {
            Object[] inputs = arguments(arguments).toArray();
            return refusing(() -> Plain.of(connection.db().<Object>q(query, inputs)));
        }

        private static List<@Nullable Object> arguments(List<?> arguments) {
            List<@Nullable Object> all = new ArrayList<>();
            arguments.forEach(argument -> all.add(argument instanceof StatorView view ? view.db : argument));
            return all;
        }
    }

    private record StatorView(Database db) implements View {
        @Override
        public long t() {
            return db.t();
        }

        @Override
        public Map<?, ?> points() {
            return Plain.points(db.t(), boxed(db.asOfT()), boxed(db.sinceT()));
        }

        private static @Nullable Object boxed(OptionalLong point) {
            return point.isPresent() ? (Object) point.getAsLong() : null;
        }

        @Override
        public View asOf(@Nullable Object timePoint) {
            return refusing(() -> new StatorView(db.asOf(TimePoint.of(timePoint))));
        }

        @Override
        public View since(@Nullable Object timePoint) {
            return refusing(() -> new StatorView(db.since(TimePoint.of(timePoint))));
        }

        @Override
        public View history() {
            return new StatorView(db.history());
        }

        @Override
        public Report with(@Nullable Object txData) {
            return refusing(() -> report(db.with(txData(txData))));
        }

        @Override
        public @Nullable Object pull(@Nullable Object pattern, @Nullable Object entity) {
            return refusing(() -> Plain.of(db.pull(Pull.of(pattern), entity)));
        }

        @Override
        public List<List<?>> facts(Object index, List<?> components) {
            return refusing(() -> StatorCandidate.facts(
                    db.datoms(Index.of(index), components.toArray()).limit(Results.NO_LIMIT)));
        }

        @Override
        public Object ident(Object attribute) {
            return db.ident((Long) attribute).map(Object.class::cast).orElse(attribute);
        }

        @Override
        public List<?> indexPull(Map<?, ?> arguments) {
            return refusing(() -> {
                Index index = Index.of(arguments.get(Keyword.of("index")));
                Pull pattern = Pull.of(arguments.get(Keyword.of("selector")));
                Object[] start = ((List<?>) arguments.get(Keyword.of("start"))).toArray();
                Results<PulledEntity> results = Boolean.TRUE.equals(arguments.get(Keyword.of("reverse")))
                        ? db.indexPullReverse(index, pattern, start)
                        : db.indexPull(index, pattern, start);
                if (arguments.get(Keyword.of("offset")) instanceof Long offset) {
                    results = results.offset(offset);
                }
                if (arguments.get(Keyword.of("limit")) instanceof Long limit) {
                    results = results.limit(limit);
                }
                return Plain.list(results.list());
            });
        }

        @Override
        public List<?> range(@Nullable Object attribute, @Nullable Object start, @Nullable Object end) {
            return refusing(() -> StatorCandidate.datoms(
                    db, db.indexRange(attribute, start, end).limit(Results.NO_LIMIT)));
        }

        @Override
        public @Nullable Long entityId(Object ident) {
            OptionalLong id = db.entityId(ident);
            return id.isPresent() ? (Long) id.getAsLong() : null;
        }
    }
}
