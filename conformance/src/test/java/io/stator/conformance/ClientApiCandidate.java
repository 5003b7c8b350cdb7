package io.stator.conformance;

import clojure.java.api.Clojure;
import clojure.lang.ExceptionInfo;
import clojure.lang.IFn;
import clojure.lang.ILookup;
import clojure.lang.Indexed;
import clojure.lang.Keyword;
import io.stator.Client;
import io.stator.edn.EdnList;
import io.stator.edn.Symbol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs the cases through Datomic's client API for Clojure, on whatever client that is given. */
final class ClientApiCandidate implements Candidate {
    private static final Keyword CATEGORY = Keyword.intern("cognitect.anomalies", "category");
    private static final Keyword ERROR = Keyword.intern("db", "error");

    private static final io.stator.edn.Keyword FIND = io.stator.edn.Keyword.of("find");
    private static final Symbol DOT = Symbol.of(".");
    private static final Symbol ELLIPSIS = Symbol.of("...");

    private static final Duration SYNC_TIMEOUT = Duration.ofMillis(50);

    /** The temporary ids that Datomic Local makes up for nested maps; they are no one's. */
    private static final String GENERATED_TEMPID = "datomic.temp-";

    private final String name;
    private final Object client;
    private final Object hasty;
    private final Consumer<String> create;
    private final Runnable onClose;
    private final AtomicInteger databases = new AtomicInteger();

    private ClientApiCandidate(String name, Object client, Object hasty, Runnable onClose) {
        this(name, client, hasty, database -> api("create-database", client, arguments("db-name", database)), onClose);
    }

    private ClientApiCandidate(String name, Object client, Object hasty, Consumer<String> create, Runnable onClose) {
        this.name = name;
        this.client = client;
        this.hasty = hasty;
        this.create = create;
        this.onClose = onClose;
    }

    /** Opens a new system of Datomic Local in memory. */
    static ClientApiCandidate datomicLocal() {
        load("datomic.client.api");
        Object client = api(
                "client",
                arguments(
                        "server-type",
                        key("datomic-local"),
                        "storage-dir",
                        key("mem"),
                        "system",
                        UUID.randomUUID().toString()));
        return new ClientApiCandidate("Datomic Local", client, client, () -> {});
    }

    /** Opens a new system of Stator. */
    static ClientApiCandidate stator(Implementation implementation) {
        load("datomic.client.api");
        load("stator.api");
        Client client = implementation.open().get();
        IFn make = Clojure.var("stator.api", "client");
        return new ClientApiCandidate(
                implementation.name() + ", in Clojure",
                make.invoke(client),
                make.invoke(client.withTimeout(SYNC_TIMEOUT)),
                client::close);
    }

    /**
     * Opens Datomic's client for its servers, which must be on the class path alone.
     *
     * @param arguments of the client
     * @param create creates a database
     */
    static ClientApiCandidate datomicPro(Map<String, Object> arguments, Consumer<String> create) {
        load("datomic.client.api");
        return new ClientApiCandidate(
                "Datomic's client", client(arguments, null), client(arguments, SYNC_TIMEOUT), create, () -> {});
    }

    private static Object client(Map<String, Object> arguments, @Nullable Duration timeout) {
        List<@Nullable Object> all = new ArrayList<>(List.of("server-type", key("peer-server")));
        arguments.forEach((name, value) -> {
            all.add(name);
            all.add(value instanceof List<?> list ? clojure.lang.PersistentVector.create(list) : value);
        });
        if (timeout != null) {
            all.addAll(List.of("timeout", timeout.toMillis()));
        }
        return Objects.requireNonNull(api("client", arguments(all.toArray())));
    }

    private static void load(String namespace) {
        Clojure.var("clojure.core", "require").invoke(Clojure.read(namespace));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Session begin() {
        String name = "conformance-" + databases.incrementAndGet();
        create.accept(name);
        Object database = arguments("db-name", name);
        return new ClientApiSession(api("connect", client, database), () -> api("connect", hasty, database));
    }

    @Override
    public void close() {
        onClose.run();
    }

    private static @Nullable Object api(String function, @Nullable Object... arguments) {
        return Clojure.var("datomic.client.api", function).applyTo(clojure.lang.ArraySeq.create(arguments));
    }

    private static Keyword key(String name) {
        return Keyword.intern(null, name);
    }

    private static Object arguments(@Nullable Object... keysAndValues) {
        Map<Keyword, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put(key((String) keysAndValues[i]), keysAndValues[i + 1]);
        }
        return clojure.lang.PersistentHashMap.create(map);
    }

    private static @Nullable Object clojure(@Nullable Object value) {
        return ClojureData.toClojure(value, other -> other instanceof ClientApiView view ? view.db : other);
    }

    private static <T> T refusing(Callable<T> call) {
        try {
            return call.call();
        } catch (Exception | AssertionError | StackOverflowError failure) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (cause instanceof ExceptionInfo info && info.getData().valAt(CATEGORY) instanceof Keyword category) {
                    Object error = info.getData().valAt(ERROR);
                    throw new Refusal(
                            category.getName(),
                            error == null ? null : error.toString(),
                            info.getMessage(),
                            (Map<?, ?>) ClojureData.toPlain(info.getData()),
                            failure);
                }
            }
            throw new Refusal(Refusal.RAW, null, failure.toString(), Map.of(), failure);
        }
    }

    private static Object part(Object object, String name) {
        return ((ILookup) object).valAt(key(name));
    }

    private static List<List<?>> facts(@Nullable Object datoms) {
        List<List<?>> rows = new ArrayList<>();
        if (datoms != null) {
            for (Object datom : (Iterable<?>) datoms) {
                Indexed parts = (Indexed) datom;
                rows.add(Arrays.asList(
                        parts.nth(0),
                        Plain.of(parts.nth(1)),
                        ClojureData.toPlain(parts.nth(2)),
                        parts.nth(3),
                        parts.nth(4)));
            }
        }
        return rows;
    }

    /** Returns datoms with their attributes as idents of a database value without filters. */
    private static List<List<?>> datoms(Object db, @Nullable Object datoms) {
        return View.named(new ClientApiView(db, db), facts(datoms));
    }

    private static Object ident(@Nullable Object db, Object attribute) {
        Object pulled = api("pull", db, Clojure.read("[:db/ident]"), attribute);
        Object ident = pulled instanceof Map<?, ?> map ? map.get(Keyword.intern("db", "ident")) : null;
        return ident == null ? attribute : ClojureData.toPlain(ident);
    }

    /** Returns the report of a transaction whose data has the idents of the database after, or, where that is filtered, of another. */
    private static Report report(Object result, @Nullable Object named) {
        Object after = part(result, "db-after");
        Object idents = named == null || part(after, "since") == null ? after : named;
        Map<Object, @Nullable Object> tempids = new LinkedHashMap<>();
        ((Map<?, ?>) part(result, "tempids")).forEach((tempid, entity) -> {
            if (!tempid.toString().startsWith(GENERATED_TEMPID)) {
                tempids.put(tempid, entity);
            }
        });
        return new Report(new ClientApiView(idents, after), facts(part(result, "tx-data")), tempids);
    }

    /** A session; the hasty connection is for waiting for what may never come, and for nothing else, since whatever it does may take too long. */
    private record ClientApiSession(Object connection, Supplier<Object> hasty) implements Session {
        @Override
        public View db() {
            Object db = api("db", connection);
            return new ClientApiView(db, db);
        }

        @Override
        public Report transact(@Nullable Object txData) {
            return refusing(() -> report(api("transact", connection, arguments("tx-data", clojure(txData))), null));
        }

        @Override
        public View sync(long t) {
            return refusing(() -> {
                boolean there = t <= ((Number) part(api("db", connection), "t")).longValue();
                Object db = api("sync", there ? connection : hasty.get(), t);
                return new ClientApiView(db, db);
            });
        }

        @Override
        public List<?> log(@Nullable Object start, @Nullable Object end) {
            return refusing(() -> {
                Object range = api(
                        "tx-range", connection, arguments("start", clojure(start), "end", clojure(end), "limit", -1L));
                List<List<?>> rows = new ArrayList<>();
                Object db = api("db", connection);
                for (Object transaction : (Iterable<?>) range) {
                    rows.add(List.of(part(transaction, "t"), datoms(db, part(transaction, "data"))));
                }
                return rows;
            });
        }

        @Override
        public List<?> query(Object query, List<?> arguments, @Nullable Long offset, @Nullable Long limit) {
            Map<Keyword, @Nullable Object> map = new LinkedHashMap<>();
            map.put(key("query"), clojure(query));
            map.put(key("args"), clojure(arguments));
            if (offset != null) {
                map.put(key("offset"), offset);
            }
            if (limit != null) {
                map.put(key("limit"), limit);
            }
            return refusing(() -> ClojureData.list(api("q", clojure.lang.PersistentHashMap.create(map))));
        }

        @Override
        public @Nullable Object value(Object query, List<?> arguments) {
            List<?> rows = query(query, arguments, null, null);
            Object found = query instanceof List<?> list ? list.get(list.indexOf(FIND) + 1) : null;
            if (found instanceof List<?> elements && !(found instanceof EdnList)) {
                boolean collection = elements.contains(ELLIPSIS);
                return collection ? rows.stream().map(ClientApiSession::first).toList() : first(rows);
            }
            return query instanceof List<?> list && list.contains(DOT) ? first(first(rows)) : rows;
        }

        private static @Nullable Object first(@Nullable Object row) {
            List<?> values = (List<?>) row;
            return values == null || values.isEmpty() ? null : values.get(0);
        }
    }

    private record ClientApiView(Object unfiltered, Object db) implements View {
        @Override
        public long t() {
            return ((Number) part(db, "t")).longValue();
        }

        @Override
        public Map<?, ?> points() {
            return Plain.points(part(db, "t"), part(db, "as-of"), part(db, "since"));
        }

        @Override
        public View asOf(@Nullable Object timePoint) {
            return refusing(() -> new ClientApiView(unfiltered, api("as-of", db, clojure(timePoint))));
        }

        @Override
        public View since(@Nullable Object timePoint) {
            return refusing(() -> new ClientApiView(unfiltered, api("since", db, clojure(timePoint))));
        }

        @Override
        public View history() {
            return new ClientApiView(unfiltered, api("history", db));
        }

        @Override
        public Report with(@Nullable Object txData) {
            return refusing(() -> report(api("with", db, arguments("tx-data", clojure(txData))), unfiltered));
        }

        @Override
        public @Nullable Object pull(@Nullable Object pattern, @Nullable Object entity) {
            return refusing(() -> ClojureData.toPlain(
                    api("pull", db, arguments("selector", clojure(pattern), "eid", clojure(entity)))));
        }

        @Override
        public List<List<?>> facts(Object index, List<?> components) {
            return refusing(() -> ClientApiCandidate.facts(api(
                    "datoms",
                    db,
                    arguments("index", clojure(index), "components", clojure(components), "limit", -1L))));
        }

        @Override
        public Object ident(Object attribute) {
            return ClientApiCandidate.ident(unfiltered, attribute);
        }

        @Override
        public List<?> indexPull(Map<?, ?> arguments) {
            return refusing(() -> ClojureData.list(api("index-pull", db, clojure(arguments))));
        }

        @Override
        public List<?> range(@Nullable Object attribute, @Nullable Object start, @Nullable Object end) {
            return refusing(() -> ClientApiCandidate.datoms(
                    unfiltered,
                    api(
                            "index-range",
                            db,
                            arguments(
                                    "attrid",
                                    clojure(attribute),
                                    "start",
                                    clojure(start),
                                    "end",
                                    clojure(end),
                                    "limit",
                                    -1L))));
        }

        @Override
        public @Nullable Long entityId(Object ident) {
            Object pulled = api("pull", unfiltered, Clojure.read("[*]"), clojure(ident));
            Object id = pulled == null ? null : ((Map<?, ?>) pulled).get(Keyword.intern("db", "id"));
            return id == null ? null : ((Number) id).longValue();
        }
    }
}
