package io.stator.conformance;

import io.stator.edn.Edn;
import io.stator.edn.EdnList;
import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.edn.Tagged;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs the cases on Datomic Peer in memory.
 *
 * <p>Peer and Local have classes of the same names, so that Peer is loaded with a Clojure of its own, and spoken to in EDN.
 */
final class PeerCandidate implements Candidate {
    private static final Symbol OBJECT = Symbol.of("peer", "object");

    private final ClassLoader loader;
    private final Object call;
    private final Method invoke;

    /** Loads Peer from a directory of jars. */
    PeerCandidate(Path directory) throws Exception {
        this.loader = loader(directory);
        this.invoke = Class.forName("clojure.lang.IFn", false, loader).getMethod("invoke", Object.class);
        this.call = inside(() -> {
            Method var = Class.forName("clojure.java.api.Clojure", true, loader)
                    .getMethod("var", Object.class, Object.class);
            invoke.invoke(var.invoke(null, "clojure.core", "load-string"), program());
            return var.invoke(null, "stator.peer", "call");
        });
    }

    private static ClassLoader loader(Path directory) throws IOException {
        List<URL> jars = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".jar")).toList()) {
                jars.add(file.toUri().toURL());
            }
        }
        return new URLClassLoader(jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private static String program() throws IOException {
        try (InputStream in = Objects.requireNonNull(PeerCandidate.class.getResourceAsStream("/datomic/peer.clj"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Object inside(Callable<Object> work) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return work.call();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    public String name() {
        return "Datomic Peer";
    }

    @Override
    public Session begin() {
        return new PeerSession(object(call("create", "datomic:mem://" + UUID.randomUUID())));
    }

    @Override
    public void close() {}

    private static Tagged object(@Nullable Object number) {
        return new Tagged(OBJECT, number);
    }

    /** Returns what an operation of the program in {@code peer.clj} returns. */
    private @Nullable Object call(String operation, @Nullable Object... arguments) {
        List<@Nullable Object> form = new ArrayList<>(Arrays.asList(arguments));
        form.add(0, Keyword.of(operation));
        Map<?, ?> answer;
        try {
            String text = Edn.print(sent(EdnVector.copyOf(form)));
            answer = (Map<?, ?>) received(Edn.read((String) inside(() -> invoke.invoke(call, text))));
        } catch (Exception failure) {
            throw new IllegalStateException("Datomic Peer cannot be called: " + operation, failure);
        }
        if (answer.get(Keyword.of("refused")) instanceof Map<?, ?> refused) {
            throw refusal(refused);
        }
        return answer.get(Keyword.of("ok"));
    }

    private static Refusal refusal(Map<?, ?> refused) {
        String message = String.valueOf(refused.get(Keyword.of("message")));
        Map<Object, Object> data = new LinkedHashMap<>();
        if (refused.get(Keyword.of("data")) instanceof Map<?, ?> known) {
            data.putAll(known);
        }
        Object error = data.get(Keyword.of("db", "error"));
        Object category = data.get(Keyword.of("cognitect.anomalies", "category"));
        String name = category instanceof Keyword keyword ? keyword.name() : Refusal.RAW;
        return new Refusal(name, error == null ? null : error.toString(), message, data, new IllegalStateException());
    }

    /** Returns a value whose text Peer's program reads as the same. */
    private static @Nullable Object sent(@Nullable Object value) {
        if (value instanceof PeerView view) {
            return view.db;
        }
        if (value instanceof EdnList list) {
            return EdnList.copyOf(list.stream().map(PeerCandidate::sent).toList());
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> all = new ArrayList<>();
            list.forEach(element -> all.add(sent(element)));
            return EdnVector.copyOf(all);
        }
        if (value instanceof Set<?> set) {
            Set<@Nullable Object> all = new LinkedHashSet<>();
            set.forEach(element -> all.add(sent(element)));
            return all;
        }
        if (value instanceof Map<?, ?> map) {
            Map<@Nullable Object, @Nullable Object> all = new LinkedHashMap<>();
            map.forEach((key, element) -> all.put(sent(key), sent(element)));
            return all;
        }
        return value instanceof URI uri ? new Tagged(Symbol.of("uri"), uri.toString()) : value;
    }

    private static @Nullable Object received(@Nullable Object value) {
        if (value instanceof Tagged tagged && tagged.tag().name().equals("uri")) {
            return URI.create((String) tagged.value());
        }
        if (value instanceof Map<?, ?> map) {
            Map<@Nullable Object, @Nullable Object> all = new LinkedHashMap<>();
            map.forEach((key, element) -> all.put(received(key), received(element)));
            return all;
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> all = new ArrayList<>();
            list.forEach(element -> all.add(received(element)));
            return all;
        }
        return Plain.of(value);
    }

    private static List<List<?>> rows(@Nullable Object rows) {
        List<List<?>> all = new ArrayList<>();
        ((List<?>) Objects.requireNonNull(rows)).forEach(row -> all.add((List<?>) row));
        return all;
    }

    private final class PeerSession implements Session {
        private final Object connection;

        PeerSession(Object connection) {
            this.connection = connection;
        }

        @Override
        public View db() {
            return new PeerView(object(call("db", connection)));
        }

        @Override
        public Report transact(@Nullable Object txData) {
            return report(call("transact", connection, txData));
        }

        @Override
        public View sync(long t) {
            return new PeerView(object(call("sync", connection, t)));
        }

        @Override
        public List<?> log(@Nullable Object start, @Nullable Object end) {
            View db = db();
            List<Object> entries = new ArrayList<>();
            for (List<?> entry : rows(call("log", connection, start, end))) {
                entries.add(List.of(entry.get(0), View.named(db, rows(entry.get(1)))));
            }
            return entries;
        }

        @Override
        public List<?> query(Object query, List<?> arguments, @Nullable Long offset, @Nullable Long limit) {
            return (List<?>) Objects.requireNonNull(call("query", query, arguments));
        }

        @Override
        public @Nullable Object value(Object query, List<?> arguments) {
            return call("query", query, arguments);
        }
    }

    private Report report(@Nullable Object result) {
        Map<?, ?> map = (Map<?, ?>) Objects.requireNonNull(result);
        return new Report(
                new PeerView(object(map.get(Keyword.of("after")))), rows(map.get(Keyword.of("datoms"))), (Map<?, ?>)
                        map.get(Keyword.of("tempids")));
    }

    private final class PeerView implements View {
        private final Object db;

        PeerView(Object db) {
            this.db = db;
        }

        @Override
        public long t() {
            return (Long) Objects.requireNonNull(call("t", db));
        }

        @Override
        public Map<?, ?> points() {
            return (Map<?, ?>) Objects.requireNonNull(call("points", db));
        }

        @Override
        public View asOf(@Nullable Object timePoint) {
            return new PeerView(object(call("as-of", db, timePoint)));
        }

        @Override
        public View since(@Nullable Object timePoint) {
            return new PeerView(object(call("since", db, timePoint)));
        }

        @Override
        public View history() {
            return new PeerView(object(call("history", db)));
        }

        @Override
        public Report with(@Nullable Object txData) {
            return report(call("with", db, txData));
        }

        @Override
        public @Nullable Object pull(@Nullable Object pattern, @Nullable Object entity) {
            return call("pull", db, pattern, entity);
        }

        @Override
        public List<?> indexPull(Map<?, ?> arguments) {
            return (List<?>) Objects.requireNonNull(call("index-pull", db, arguments));
        }

        @Override
        public List<List<?>> facts(Object index, List<?> components) {
            return rows(call("datoms", db, index, components));
        }

        @Override
        public Object ident(Object attribute) {
            Object ident = call("ident", db, attribute);
            return ident == null ? attribute : ident;
        }

        @Override
        public List<?> range(@Nullable Object attribute, @Nullable Object start, @Nullable Object end) {
            return View.named(this, rows(call("range", db, attribute, start, end)));
        }

        @Override
        public @Nullable Long entityId(Object ident) {
            return (Long) call("entid", db, ident);
        }
    }
}
