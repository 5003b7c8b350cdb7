package io.stator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Anomaly;
import io.stator.Attribute;
import io.stator.Client;
import io.stator.ClientConfig;
import io.stator.Connection;
import io.stator.Conversion;
import io.stator.Conversions;
import io.stator.Credentials;
import io.stator.CredentialsProvider;
import io.stator.Database;
import io.stator.DatabaseStats;
import io.stator.EntityData;
import io.stator.Functions;
import io.stator.Index;
import io.stator.IoStats;
import io.stator.Limit;
import io.stator.Measured;
import io.stator.Partition;
import io.stator.Pull;
import io.stator.PulledEntity;
import io.stator.Query;
import io.stator.QueryStats;
import io.stator.Results;
import io.stator.Row;
import io.stator.RowMapper;
import io.stator.ServerType;
import io.stator.Stator;
import io.stator.SubmissionStatus;
import io.stator.SystemConfig;
import io.stator.TimePoint;
import io.stator.Transaction;
import io.stator.TxData;
import io.stator.TxForm;
import io.stator.TxReport;
import io.stator.ValueType;
import io.stator.edn.Edn;
import io.stator.edn.EdnList;
import io.stator.edn.EdnOptions;
import io.stator.edn.EdnReader;
import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.edn.Tagged;
import io.stator.spi.Require;
import java.io.StringReader;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Every public method and constructor of the API, and of the engine where a program can reach it, called with null for each
 * argument in turn, and with the extremes of each type.
 */
final class EveryEntranceTest {
    private static final Set<String> NOT_OURS =
            Set.of("equals", "hashCode", "toString", "valueOf", "values", "compareTo", "close", "getMessage");

    private static final List<Object> EXTREME_TIMES = List.of(
            Instant.MIN,
            Instant.MAX,
            Instant.EPOCH,
            new Date(Long.MIN_VALUE),
            new Date(Long.MAX_VALUE),
            Long.MIN_VALUE,
            Long.MAX_VALUE,
            -1L,
            (byte) 1,
            1.5,
            "",
            ":",
            ":a/",
            ":/",
            "\uD800",
            List.of(),
            List.of(1, 2, 3),
            Map.of(),
            Double.NaN);

    /** A class of a program that is converted. */
    record Own(long value) {}

    /** A record of a program. */
    record Note(String text) {}

    private static final Conversion<Own> CONVERSION = Conversion.of(Own.class, Long.class, Own::value, Own::new);

    private final Client client = Stator.inMemory(SystemConfig.standard().withTimeout(Duration.ofSeconds(2)));
    private final Connection connection;
    private final EntranceSamples samples;
    private final List<String> wrong = new ArrayList<>();
    private int calls;

    EveryEntranceTest() {
        client.createDatabase("d");
        connection = client.connect("d");
        samples = new EntranceSamples(connection);
        connection.transact("[{:db/ident :a/n :db/valueType :db.type/long :db/cardinality :db.cardinality/one}]");
        connection.transact("[{:a/n 1} {:a/n 2}]");
    }

    @AfterEach
    void close() {
        client.close();
    }

    /** The classes of the API with the instances whose methods are called. */
    private Map<Class<?>, List<Object>> api() {
        Database database = connection.db();
        Map<Class<?>, List<Object>> api = new LinkedHashMap<>();
        api.put(Client.class, List.of(client));
        api.put(Connection.class, List.of(connection));
        api.put(Database.class, List.of(database, database.asOf(7), database.since(6)));
        api.put(Results.class, List.of(database.query("[:find ?n :where [_ :a/n ?n]]")));
        api.put(Stator.class, List.of());
        api.put(TimePoint.class, List.of(TimePoint.of(1L)));
        api.put(SubmissionStatus.Written.class, List.of());
        api.put(SubmissionStatus.NotYetKnown.class, List.of());
        api.put(ServerType.class, List.of(ServerType.CLOUD));
        api.put(Credentials.class, List.of(Credentials.of("a", "b")));
        api.put(CredentialsProvider.class, List.of());
        api.put(ClientConfig.class, List.of(ClientConfig.of("localhost:1")));
        api.put(SystemConfig.class, List.of(SystemConfig.standard()));
        api.put(Functions.class, List.of(Functions.none()));
        api.put(Limit.class, List.of(Limit.QUEUED_TRANSACTIONS));
        api.put(Attribute.class, List.of(Attribute.string(":a/s")));
        api.put(Conversion.class, List.of(CONVERSION));
        api.put(Conversions.class, List.of());
        api.put(TxData.class, List.of(TxData.of()));
        api.put(TxForm.class, List.of(TxData.retractEntity(1L)));
        api.put(EntityData.class, List.of(TxData.entity()));
        api.put(Query.class, List.of(Query.parse("[:find ?e :where [?e :a/n]]")));
        api.put(Pull.class, List.of(Pull.parse("[*]")));
        api.put(PulledEntity.class, List.of(PulledEntity.empty(), database.pull("[*]", ":a/n")));
        api.put(Row.class, List.of(Row.named(List.of("a"), 1L)));
        api.put(RowMapper.class, List.of());
        api.put(TxReport.class, List.of(database.with("[]")));
        api.put(
                Measured.class,
                List.of(database.query("[:find ?n :where [_ :a/n ?n]]").measure()));
        api.put(IoStats.class, List.of(EntranceSamples.IO_STATS));
        api.put(
                QueryStats.class,
                List.of(database.query("[:find ?n :where [_ :a/n ?n]]").explain()));
        api.put(Transaction.class, List.of());
        api.put(DatabaseStats.class, List.of(database.stats()));
        api.put(Index.class, List.of(Index.EAVT));
        api.put(Partition.class, List.of());
        api.put(ValueType.class, List.of(ValueType.LONG));
        api.put(Anomaly.class, List.of(new Anomaly.Busy("busy")));
        api.put(Anomaly.Busy.class, List.of());
        api.put(Anomaly.Category.class, List.of(Anomaly.Category.BUSY));
        api.put(EngineConfig.class, List.of(EngineConfig.defaults()));
        api.put(MemoryProvider.class, List.of(new MemoryProvider()));
        return api;
    }

    private static Map<Class<?>, List<Object>> edn() {
        Map<Class<?>, List<Object>> edn = new LinkedHashMap<>();
        edn.put(Edn.class, List.of());
        edn.put(EdnOptions.class, List.of(EdnOptions.defaults()));
        edn.put(EdnReader.class, List.of(new EdnReader(new StringReader("1"))));
        edn.put(EdnVector.class, List.of());
        edn.put(EdnList.class, List.of());
        edn.put(Keyword.class, List.of(Keyword.of("a")));
        edn.put(Symbol.class, List.of(Symbol.of("a")));
        edn.put(Tagged.class, List.of());
        return edn;
    }

    private static List<Executable> entrances(Class<?> type) {
        List<Executable> entrances = new ArrayList<>();
        for (Method method : type.getDeclaredMethods()) {
            boolean reachable = Modifier.isPublic(method.getModifiers()) && !method.isSynthetic();
            if (reachable && !NOT_OURS.contains(method.getName()) && method.getParameterCount() > 0) {
                entrances.add(method);
            }
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (Modifier.isPublic(constructor.getModifiers()) && constructor.getParameterCount() > 0) {
                entrances.add(constructor);
            }
        }
        return entrances;
    }

    private void eachEntrance(
            Map<Class<?>, List<Object>> classes, BiConsumer<Executable, List<@Nullable Object>> action) {
        classes.forEach((type, instances) -> {
            for (Executable entrance : entrances(type)) {
                boolean free = entrance instanceof Constructor || Modifier.isStatic(entrance.getModifiers());
                List<@Nullable Object> targets = new ArrayList<>(instances);
                action.accept(entrance, free ? Arrays.asList((Object) null) : targets);
            }
        });
    }

    /** Returns what a call throws, or null. */
    private @Nullable Throwable thrownBy(Executable entrance, @Nullable Object target, @Nullable Object[] arguments) {
        calls++;
        try {
            Object result = entrance instanceof Method method
                    ? method.invoke(target, arguments)
                    : ((Constructor<?>) entrance).newInstance(arguments);
            if (result instanceof CompletableFuture<?> future) {
                future.get();
            }
            if (result instanceof Results<?> results && entrance.getDeclaringClass() != Results.class) {
                results.limit(10).list();
            }
            return null;
        } catch (InvocationTargetException | ExecutionException thrown) {
            return thrown.getCause();
        } catch (InterruptedException interrupted) {
            return interrupted;
        } catch (ReflectiveOperationException | IllegalArgumentException unfit) {
            throw new AssertionError(entrance + " cannot be called with " + Arrays.deepToString(arguments), unfit);
        } catch (Anomaly later) {
            return later;
        }
    }

    private static boolean mayBeNull(Executable entrance, int parameter) {
        AnnotatedType type = entrance.getAnnotatedParameterTypes()[parameter];
        return Arrays.stream(type.getAnnotations())
                .anyMatch(annotation ->
                        annotation.annotationType().getSimpleName().equals("Nullable"));
    }

    private static boolean elementsMayBeNull(Executable entrance, int parameter) {
        return entrance.getAnnotatedParameterTypes()[parameter] instanceof AnnotatedArrayType array
                && array.getAnnotatedGenericComponentType().getAnnotations().length > 0;
    }

    private void assertNames(Executable entrance, String name, @Nullable Throwable thrown) {
        boolean named = thrown instanceof Anomaly.Incorrect anomaly
                && name.equals(anomaly.data().get(Require.ARGUMENT))
                && thrown.getMessage().startsWith(name + " must ");
        expect(named, entrance, "null for " + name, thrown);
    }

    private void expect(boolean met, Executable entrance, String how, @Nullable Throwable thrown) {
        if (!met) {
            wrong.add(entrance + " with " + how + ": " + thrown);
        }
    }

    @AfterEach
    void nothingWasWrong() {
        assertThat(wrong).isEmpty();
    }

    @Test
    void nullForAnArgumentIsRefusedByItsName() {
        eachEntrance(api(), (entrance, targets) -> {
            for (Object target : targets) {
                for (int i = 0; i < entrance.getParameterCount(); i++) {
                    Parameter parameter = entrance.getParameters()[i];
                    if (parameter.getType().isPrimitive()) {
                        continue;
                    }
                    Object[] arguments = samples.of(entrance);
                    arguments[i] = null;
                    Throwable thrown = thrownBy(entrance, target, arguments);
                    if (mayBeNull(entrance, i)) {
                        expect(thrown == null || thrown instanceof Anomaly, entrance, "null", thrown);
                    } else {
                        assertNames(entrance, parameter.getName(), thrown);
                    }
                    if (parameter.getType().isArray() && !elementsMayBeNull(entrance, i)) {
                        arguments[i] = Array.newInstance(parameter.getType().getComponentType(), 1);
                        assertNames(entrance, parameter.getName(), thrownBy(entrance, target, arguments));
                    }
                }
            }
        });
        assertThat(calls).isGreaterThan(150);
    }

    @Test
    void theSamplesAreAccepted() {
        Set<String> fail = Set.of(
                "open",
                "connect",
                "submission",
                "upgradeSchema",
                "administerSystem",
                "withProxyPort",
                "withTrustedCertificates",
                "openReadOnly",
                "backup",
                "backupReplacing",
                "verify",
                "compact",
                "string",
                "of",
                "ofArguments",
                "q",
                "transact",
                "asOf",
                "id",
                "get",
                "implicit");
        eachEntrance(api(), (entrance, targets) -> {
            for (Object target : targets) {
                Throwable thrown = thrownBy(entrance, target, samples.of(entrance));
                boolean met = thrown == null
                        || (fail.contains(entrance.getName().replace("Async", "")) && thrown instanceof Anomaly);
                expect(met, entrance, "samples", thrown);
            }
        });
    }

    @Test
    void extremesAreAcceptedOrRefusedWithAnAnomaly() {
        eachEntrance(api(), (entrance, targets) -> {
            for (Object target : targets) {
                for (int i = 0; i < entrance.getParameterCount(); i++) {
                    for (Object extreme : extremes(entrance.getParameters()[i].getType())) {
                        Object[] arguments = samples.of(entrance);
                        arguments[i] = extreme;
                        Throwable thrown = thrownBy(entrance, target, arguments);
                        boolean positional = entrance.getName().equals("get")
                                && entrance.getDeclaringClass() == Row.class
                                && entrance.getParameterCount() == 1;
                        boolean met = thrown == null
                                || thrown instanceof Anomaly
                                || (positional && thrown instanceof IndexOutOfBoundsException);
                        expect(met, entrance, show(extreme), thrown);
                    }
                }
            }
        });
    }

    private static String show(Object extreme) {
        return extreme instanceof Object[] array ? Arrays.deepToString(array) : extreme.toString();
    }

    private static List<Object> extremes(Class<?> type) {
        if (type == long.class) {
            return List.of(Long.MIN_VALUE, -2L, -1L, 0L, Long.MAX_VALUE);
        }
        if (type == int.class) {
            return List.of(Integer.MIN_VALUE, -1, 0, Integer.MAX_VALUE);
        }
        if (type == Duration.class) {
            return List.of(
                    Duration.ofSeconds(Long.MIN_VALUE),
                    Duration.ofNanos(-1),
                    Duration.ZERO,
                    Duration.ofSeconds(Long.MAX_VALUE, 999_999_999));
        }
        if (type == String.class) {
            return List.of("", " ", ":", "/", ":a/", ":/b", "a/b/c", "\uD800", "[", "nil", "x".repeat(100_000));
        }
        if (type == Object.class) {
            return EXTREME_TIMES;
        }
        if (type == Object[].class) {
            return EXTREME_TIMES.stream()
                    .map(each -> (Object) new Object[] {each})
                    .toList();
        }
        if (type == Record.class) {
            return List.of(
                    new Note(null), new Note("\uD800"), CONVERSION.fromValue(1L), new Tagged(Symbol.of("a"), 1L));
        }
        if (type == Class.class) {
            return List.of(int.class, Object.class, Note.class, Own.class, Thread.State.class, byte[].class);
        }
        if (type == Map.class) {
            return List.of(Map.of(), Map.of(":limit", "abc"), Map.of(1, 2));
        }
        return type == Collection.class || type == List.class
                ? List.of(List.of(), Arrays.asList((Object) null), List.of(1), List.of(Map.of()))
                : List.of();
    }

    @Test
    void ednRefusesNullByNameAsAllElse() {
        eachEntrance(edn(), (entrance, targets) -> {
            for (Object target : targets) {
                for (int i = 0; i < entrance.getParameterCount(); i++) {
                    Parameter parameter = entrance.getParameters()[i];
                    boolean optional = parameter.getType().isPrimitive() || mayBeNull(entrance, i);
                    if (optional) {
                        continue;
                    }
                    Object[] arguments = samples.of(entrance);
                    arguments[i] = null;
                    Throwable thrown = thrownBy(entrance, target, arguments);
                    boolean named = thrown instanceof Anomaly.Incorrect
                            && String.valueOf(thrown.getMessage()).contains(parameter.getName());
                    expect(named, entrance, "null for " + parameter.getName(), thrown);
                    for (Object extreme : extremes(parameter.getType())) {
                        arguments[i] = extreme;
                        thrown = thrownBy(entrance, target, arguments);
                        boolean met = thrown == null || thrown instanceof Anomaly.Incorrect;
                        expect(met, entrance, show(extreme), thrown);
                    }
                }
            }
        });
    }
}
