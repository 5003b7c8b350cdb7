package io.stator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Results;
import io.stator.SystemConfig;
import io.stator.engine.storage.HeldStorage;
import io.stator.engine.storage.MemoryStorage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every call that can wait has a twin that never does, and both end in time, whatever storage does. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class AsyncTwinsTest {
    private static final Set<String> NEVER_WAIT = Set.of(
            "name",
            "databaseId",
            "timeout",
            "withTimeout",
            "callingOnly",
            "withoutRetries",
            "indexing",
            "storageStats",
            "db",
            "t",
            "asOfT",
            "sinceT",
            "isHistory",
            "asOf",
            "since",
            "history",
            "close");

    /** Never wait themselves, and return results that have twins. */
    private static final Set<Class<?>> LAZY = Set.of(Results.class, Flow.Publisher.class);

    private static final Set<String> TWIN_IS_A_PUBLISHER = Set.of("iterator", "stream");
    private static final long SECONDS_MAX = 60;

    private final HeldStorage held = new HeldStorage(new MemoryStorage());
    private final Client client = EmbeddedClient.open(
            held.storage(),
            new EngineConfig(
                    InstantSource.system(),
                    System::nanoTime,
                    UUID::randomUUID,
                    SystemConfig.standard().withTimeout(Duration.ofSeconds(30))));
    private final Connection connection;
    private final EntranceSamples samples;

    AsyncTwinsTest() {
        client.createDatabase("d");
        client.createDatabase("other");
        connection = client.connect("d");
        connection.transact("[{:db/ident :a/n :db/valueType :db.type/long :db/cardinality :db.cardinality/one}]");
        for (int i = 0; i < 100; i++) {
            connection.transact("[{:a/n " + i + "}]");
        }
        samples = new EntranceSamples(connection);
    }

    @AfterEach
    void close() {
        held.release();
        client.close();
    }

    private static List<Method> methods(Class<?> type) {
        List<Method> methods = new ArrayList<>();
        for (Method method : type.getDeclaredMethods()) {
            if (Modifier.isPublic(method.getModifiers())
                    && !Modifier.isStatic(method.getModifiers())
                    && !method.isSynthetic()) {
                methods.add(method);
            }
        }
        return methods;
    }

    private static boolean canWait(Method method) {
        return !NEVER_WAIT.contains(method.getName())
                && !LAZY.contains(method.getReturnType())
                && method.getReturnType() != CompletableFuture.class;
    }

    /** Returns whether a call is one of those that read or write everything, and have no time-out. */
    private static boolean takesAsLongAsItTakes(Method method) {
        String name = method.getName();
        return Stream.of("backup", "verify", "compact", "reclaim").anyMatch(name::startsWith);
    }

    @Test
    void everyCallThatCanWaitHasATwin() {
        List<String> missing = new ArrayList<>();
        int twins = 0;
        for (Class<?> type : List.of(Client.class, Connection.class, Database.class, Results.class)) {
            for (Method method : methods(type)) {
                if (canWait(method) && !TWIN_IS_A_PUBLISHER.contains(method.getName())) {
                    twins++;
                    try {
                        Method twin = type.getMethod(method.getName() + "Async", method.getParameterTypes());
                        assertThat(twin.getReturnType()).isEqualTo(CompletableFuture.class);
                    } catch (NoSuchMethodException none) {
                        missing.add(method.toString());
                    }
                }
            }
        }
        assertThat(missing).isEmpty();
        assertThat(twins).isGreaterThan(35);
    }

    private Map<Class<?>, Object> impatient() {
        Duration short1 = Duration.ofMillis(300);
        Map<Class<?>, Object> targets = new LinkedHashMap<>();
        targets.put(Client.class, client.withTimeout(short1));
        targets.put(Connection.class, connection.withTimeout(short1));
        targets.put(Database.class, connection.withTimeout(short1).db());
        targets.put(Results.class, connection.withTimeout(short1).transactions(null, null));
        return targets;
    }

    /** Calls a method in a thread of its own, which must come back. */
    private static Object call(Method method, Object target, Object[] arguments) throws Exception {
        FutureTask<Object> task = new FutureTask<>(() -> method.invoke(target, arguments));
        Thread thread = new Thread(task, "caller of " + method.getName());
        thread.setDaemon(true);
        thread.start();
        return task.get(SECONDS_MAX, TimeUnit.SECONDS);
    }

    private Object[] samples(Method method) {
        Object[] arguments = samples.of(method);
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i] instanceof Duration) {
                arguments[i] = Duration.ofMillis(300);
            }
        }
        return arguments;
    }

    @Test
    void noTwinBlocksWhileStorageIsHeldAndAllFuturesEndInTime() throws Exception {
        held.hold();
        Map<Method, CompletableFuture<?>> futures = new LinkedHashMap<>();
        for (Map.Entry<Class<?>, Object> target : impatient().entrySet()) {
            for (Method method : methods(target.getKey())) {
                if (method.getReturnType() == CompletableFuture.class && !takesAsLongAsItTakes(method)) {
                    futures.put(method, (CompletableFuture<?>) call(method, target.getValue(), samples(method)));
                }
            }
        }
        assertThat(futures).hasSizeGreaterThan(35);
        int late = 0;
        for (Map.Entry<Method, CompletableFuture<?>> each : futures.entrySet()) {
            AtomicReference<Throwable> told = new AtomicReference<>();
            each.getValue()
                    .handle((value, failure) -> {
                        told.set(failure);
                        return 0;
                    })
                    .get(SECONDS_MAX, TimeUnit.SECONDS);
            if (told.get() != null) {
                assertThat(told.get()).as(each.getKey().toString()).isInstanceOf(Anomaly.Unavailable.class);
                assertThat(told.get().getMessage()).startsWith("Total timeout elapsed");
                late++;
            }
        }
        assertThat(late).as("those that need storage").isGreaterThan(10);
        held.release();
        assertThat(client.createDatabaseAsync("new").get()).isTrue();
        assertThat(client.connectAsync("other").get().transactAsync("[]").get().txData())
                .hasSize(1);
        assertThat(connection.transactions(null, null).listAsync().get()).isNotEmpty();
    }

    @Test
    void blockingCallsEndInTimeToo() throws Exception {
        held.hold();
        int late = 0;
        for (Map.Entry<Class<?>, Object> target : impatient().entrySet()) {
            for (Method method : methods(target.getKey())) {
                if (canWait(method) && !takesAsLongAsItTakes(method)) {
                    try {
                        Object result = call(method, target.getValue(), samples(method));
                        assertThat(result).isNotInstanceOf(CompletableFuture.class);
                    } catch (ExecutionException thrown) {
                        Throwable cause = ((InvocationTargetException) thrown.getCause()).getCause();
                        assertThat(cause).as(method.toString()).isInstanceOf(Anomaly.Unavailable.class);
                        assertThat(cause.getMessage()).startsWith("Total timeout elapsed");
                        late++;
                    }
                }
            }
        }
        assertThat(late).isGreaterThan(10);
        held.release();
        assertThat(client.listDatabases()).contains("d");
        assertThat(connection.transactions(null, null).limit(-1).list()).hasSizeGreaterThan(100);
    }

    @Test
    void whoWaitsForStorageCanBeInterrupted() throws Exception {
        held.hold();
        CompletableFuture<?> first = connection.transactAsync("[]");
        held.awaitWaiting(1); // what is asked of the writer waits behind it
        List<Runnable> calls = List.of(
                client::listDatabases,
                () -> client.createDatabase("x"),
                () -> client.connect("other"),
                () -> connection.transact("[]"),
                () -> connection.submission("id"),
                () -> connection.sync(1_000_000),
                () -> connection.transactions(null, null).list());
        List<FutureTask<Boolean>> interrupted = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (Runnable call : calls) {
            FutureTask<Boolean> task = new FutureTask<>(() -> {
                assertThatThrownBy(call::run).isInstanceOf(Anomaly.Interrupted.class);
                return Thread.interrupted();
            });
            Thread thread = new Thread(task, "interrupted");
            thread.start();
            interrupted.add(task);
            threads.add(thread);
        }
        threads.forEach(Thread::interrupt);
        for (FutureTask<Boolean> task : interrupted) {
            assertThat(task.get(SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
        }
        held.release();
        first.join();
        assertThat(connection.transact("[]").txData()).hasSize(1);
        assertThat(client.listDatabases()).contains("d");
    }

    @Test
    void whatIsWrongWithAnArgumentIsToldByTheFuture() {
        Database database = connection.db();
        List<CompletableFuture<?>> futures = List.of(
                connection.transactAsync("[{"),
                connection.transactAsync((String) null),
                connection.transactAsync(Map.of(":other", 1)),
                connection.syncAsync(1, Duration.ofSeconds(-1)),
                connection.submissionAsync(""),
                client.createDatabaseAsync("no name"),
                client.connectAsync("missing"),
                client.deleteDatabaseAsync(Map.of(":db-name", 1)),
                database.pullAsync("[", 1L),
                database.qAsync("[:find"),
                database.withAsync("[[:db/add 1]]"),
                database.history().withAsync("[]"));
        for (CompletableFuture<?> future : futures) {
            assertThatThrownBy(future::join)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(Anomaly.class);
        }
        assertThat(Arrays.asList(database.pullAsync("[:a/n]", ":a/n").join())).hasSize(1);
    }
}
