package io.stator.engine;

import io.stator.Anomaly;
import io.stator.Attribute;
import io.stator.Client;
import io.stator.ClientConfig;
import io.stator.CompactOptions;
import io.stator.Compression;
import io.stator.Connection;
import io.stator.Conversion;
import io.stator.Credentials;
import io.stator.CredentialsProvider;
import io.stator.Database;
import io.stator.Functions;
import io.stator.Index;
import io.stator.IoStats;
import io.stator.Limit;
import io.stator.Pull;
import io.stator.Query;
import io.stator.Row;
import io.stator.ServerType;
import io.stator.SystemConfig;
import io.stator.TimePoint;
import io.stator.TxData;
import io.stator.ValueType;
import io.stator.edn.EdnOptions;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import java.io.Reader;
import java.io.StringReader;
import java.lang.reflect.Array;
import java.lang.reflect.Executable;
import java.lang.reflect.Parameter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

/** Values for the parameters of the methods that a program can call. */
final class EntranceSamples {
    static final IoStats IO_STATS = new IoStats(Optional.empty(), Keyword.of("query"), Duration.ZERO, Map.of());

    private final Connection connection;

    EntranceSamples(Connection connection) {
        this.connection = connection;
    }

    /** A value that a parameter may have. */
    private Object sample(Parameter parameter, Executable of) {
        Class<?> type = parameter.getType();
        String name = parameter.getName();
        if (type == String.class && of.getName().startsWith("compact")) {
            return "none"; // what is in segments cannot be read any more when its database is deleted, which others do
        }
        if (type == String.class) {
            return text(name, of);
        }
        if (of.getName().equals("chunk") || of.getName().equals("withLimit")) {
            return type == int.class ? (Object) 1 : type == long.class ? (Object) 1L : Limit.QUEUED_TRANSACTIONS;
        }
        if (type == Object.class) {
            return switch (name) {
                case "query" -> "[:find ?n :where [_ :a/n ?n]]";
                case "pattern" -> "[*]";
                case "attribute", "entity", "key" -> ":a/n";
                case "timePoint" -> 6L;
                case "name" -> ":eavt";
                case "context" -> ":a/b";
                case "given" -> new EveryEntranceTest.Own(1);
                default -> 1L;
            };
        }
        if (type == Class.class && of.getParameterCount() > 1) {
            boolean own = of.getDeclaringClass() == Conversion.class && name.equals("type");
            return own ? EveryEntranceTest.Own.class : of.getName().equals("ref") ? Thread.State.class : Long.class;
        }
        if (type == Attribute.class && of.getName().equals("withRef")) {
            return Attribute.ref(":a/r");
        }
        if (type == List.class && name.equals("pattern")) {
            return List.of("*");
        }
        if (of.getDeclaringClass() == Client.class && name.equals("inputs")) {
            return new Object[] {connection.db()};
        }
        if (type.isArray()) {
            Class<?> element = type.getComponentType();
            if (element == Object.class) {
                return of.getName().startsWith("indexPull")
                        ? new Object[] {":a/n"}
                        : of.getName().equals("named") ? new Object[] {1L} : new Object[0];
            }
            return Array.newInstance(element, 0);
        }
        if (type == Map.class) {
            return arguments(of);
        }
        Object value = samples().get(type);
        return value == null ? Integer.valueOf(0) : value;
    }

    /** An argument map that a method takes. */
    private Map<String, Object> arguments(Executable of) {
        return switch (of.getName().replace("Async", "")) {
            case "createDatabase", "deleteDatabase", "connect" -> Map.of(":db-name", "d", ":timeout", 400);
            case "administerSystem" -> Map.of("action", ":upgrade-schema", ":db-name", "d");
            case "q", "qseq" ->
                Map.of(":query", "[:find ?n :where [_ :a/n ?n]]", ":args", List.of(connection.db()), ":chunk", 7);
            case "pull" -> Map.of("selector", "[*]", "eid", 1L);
            case "pullMany" -> Map.of("selector", "[*]", "eids", List.of(1L), ":io-context", ":a/b");
            case "datoms" -> Map.of(":index", "avet", ":components", List.of(":a/n"), ":limit", -1);
            case "indexRange" -> Map.of("attrid", ":a/n", "start", 1);
            case "indexPull" -> Map.of("index", ":avet", "selector", List.of("*"), "start", List.of(":a/n"));
            case "with", "transact" -> Map.of("tx-data", List.of());
            case "client" -> Map.of(":server-type", ":datomic-local", ":storage-dir", ":mem", ":system", "s");
            case "ofArguments" -> of.getDeclaringClass() == ClientConfig.class ? Map.of("endpoint", "a:1") : Map.of();
            default -> Map.of();
        };
    }

    private static String text(String name, Executable of) {
        if (of.getDeclaringClass() == Limit.class) {
            return "queued-transactions";
        }
        if (of.getDeclaringClass() == Query.class && name.equals("edn")) {
            return "[:find ?e :where [?e :a/n]]";
        }
        if (name.equals("pattern")) {
            return "[*]";
        }
        boolean functions = of.getDeclaringClass() == Functions.class;
        return switch (name) {
            case "edn" -> "[]";
            case "ident", "attribute" -> ":a/n";
            case "name" -> functions ? "my/f" : of.getDeclaringClass() == Row.class ? "a" : "d";
            default -> "a";
        };
    }

    private Map<Class<?>, Object> samples() {
        Database database = connection.db();
        Map<Class<?>, Object> samples = new LinkedHashMap<>();
        samples.put(int.class, 0);
        samples.put(long.class, 0L);
        samples.put(boolean.class, true);
        samples.put(Duration.class, Duration.ofSeconds(1));
        samples.put(Executor.class, (Executor) Runnable::run);
        samples.put(Class.class, Object.class);
        samples.put(Record.class, new EveryEntranceTest.Note("x"));
        samples.put(Collection.class, List.of());
        samples.put(List.class, List.of("a"));
        samples.put(TimePoint.class, TimePoint.of(6L));
        samples.put(Instant.class, Instant.EPOCH);
        samples.put(Date.class, new Date(0));
        samples.put(Pull.class, Pull.parse("[*]"));
        samples.put(Consumer.class, (Consumer<Object>) new ArrayList<>()::add);
        samples.put(ClientConfig.class, ClientConfig.of("localhost:1"));
        samples.put(ServerType.class, ServerType.CLOUD);
        samples.put(Credentials.class, Credentials.of("a", "b"));
        samples.put(CredentialsProvider.class, CredentialsProvider.of(Credentials.of("a", "b")));
        samples.put(URI.class, URI.create("https://localhost/"));
        samples.put(TxData.class, TxData.of());
        samples.put(Attribute.class, Attribute.integer(":a/n"));
        samples.put(Index.class, Index.AVET);
        samples.put(ValueType.class, ValueType.LONG);
        samples.put(Limit.class, Limit.QUEUED_TRANSACTIONS);
        samples.put(Functions.class, Functions.none());
        samples.put(SystemConfig.class, SystemConfig.standard());
        samples.put(CompactOptions.class, CompactOptions.standard());
        samples.put(Compression.class, Compression.LZ4);
        samples.put(UUID.class, new UUID(1, 2));
        samples.put(Database.class, database);
        samples.put(Throwable.class, new IllegalStateException("cause"));
        samples.put(Anomaly.Category.class, Anomaly.Category.CONFLICT);
        samples.put(Path.class, Path.of("/dev/null/nowhere"));
        samples.put(Function.class, Function.identity());
        samples.put(Optional.class, Optional.empty());
        samples.put(Keyword.class, Keyword.of("a", "b"));
        samples.put(IoStats.class, IO_STATS);
        samples.put(Query.class, Query.parse("[:find ?n :where [_ :a/n ?n]]"));
        ofFunctions(samples);
        return samples;
    }

    private static void ofFunctions(Map<Class<?>, Object> samples) {
        samples.put(EdnOptions.class, EdnOptions.defaults());
        samples.put(Symbol.class, Symbol.of("a"));
        samples.put(Reader.class, new StringReader("1"));
        samples.put(Appendable.class, new StringBuilder());
        samples.put(java.time.InstantSource.class, java.time.InstantSource.system());
        samples.put(java.util.function.LongSupplier.class, (java.util.function.LongSupplier) () -> 1L);
        samples.put(java.util.function.Supplier.class, (java.util.function.Supplier<UUID>) () -> new UUID(1, 2));
        samples.put(io.stator.edn.TagHandler.class, (io.stator.edn.TagHandler) value -> value);
        samples.put(io.stator.TransactionFunction.class, (io.stator.TransactionFunction) (b, a) -> TxData.of());
        samples.put(io.stator.AttributePredicate.class, (io.stator.AttributePredicate) value -> true);
        samples.put(io.stator.EntityPredicate.class, (io.stator.EntityPredicate) (after, entity) -> true);
        samples.put(io.stator.QueryFunction.class, (io.stator.QueryFunction) arguments -> 1L);
        samples.put(io.stator.AggregateFunction.class, (io.stator.AggregateFunction) (constants, values) -> 1L);
        samples.put(io.stator.Xform.class, (io.stator.Xform) value -> value);
    }

    /** Returns a value for each parameter of a method. */
    Object[] of(Executable method) {
        return Arrays.stream(method.getParameters())
                .map(parameter -> sample(parameter, method))
                .toArray();
    }
}
