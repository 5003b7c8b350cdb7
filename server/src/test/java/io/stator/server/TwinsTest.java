package io.stator.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.ClientConfig;
import io.stator.CompactOptions;
import io.stator.Connection;
import io.stator.Credentials;
import io.stator.Database;
import io.stator.Index;
import io.stator.IoStats;
import io.stator.Measured;
import io.stator.Progress;
import io.stator.Pull;
import io.stator.Results;
import io.stator.Stator;
import io.stator.TxData;
import io.stator.TxReport;
import io.stator.edn.Keyword;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** Every method that never blocks says what its blocking twin says, over the network and in the process: a method that is new must be here, too. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class TwinsTest {
    private static final String ASYNC = "Async";
    private static final List<Class<?>> FACES = List.of(Client.class, Connection.class, Database.class, Results.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String DATA = "[{:db/id \"a\" :film/year 1}]";
    private static final List<?> FORMS = List.of(Map.of(":db/id", "a", ":film/year", 1));
    private static final Consumer<Object> NOTHING = item -> {};
    private static final Map<String, Object[]> ARGUMENTS = arguments();

    private final TestServer server = TestServer.start(config -> config);
    private final Client client =
            Stator.connect(ClientConfig.of("http://localhost:" + server.server().port())
                    .withCredentials(Credentials.of(TestServer.ADMIN.id(), TestServer.ADMIN.secret())));

    private static Map<String, Object[]> arguments() {
        Map<String, Object[]> all = new HashMap<>();
        all.put("Client.listDatabases()", of());
        all.put("Client.listDatabases(Map)", of(Map.of(":limit", 10)));
        all.put("Client.createDatabase(String)", of("films"));
        all.put("Client.createDatabase(Map)", of(Map.of(":db-name", "films")));
        all.put("Client.deleteDatabase(String)", of("none"));
        all.put("Client.deleteDatabase(Map)", of(Map.of(":db-name", "none")));
        all.put("Client.connect(String)", of("films"));
        all.put("Client.connect(Map)", of(Map.of(":db-name", "films")));
        all.put("Client.upgradeSchema(String)", of("films"));
        all.put(
                "Client.administerSystem(Map)",
                of(Map.of(":db-name", "films", ":action", Keyword.of("upgrade-schema"))));
        all.put("Client.backup(Path)", of(Path.of("no", "such", "place")));
        all.put("Client.backupReplacing(Path)", of(Path.of("no", "such", "place")));
        all.put("Client.verify(String,Consumer)", of("films", (Consumer<Progress>) progress -> {}));
        all.put("Client.compact(String,CompactOptions)", of("none", CompactOptions.standard()));
        all.put("Client.reclaim()", of());
        all.put("Client.backup(URI)", of(URI.create("mem:/")));
        all.put("Client.backupReplacing(URI)", of(URI.create("mem:/")));
        all.put("Connection.sync()", of());
        all.put("Connection.sync(long)", of(0L));
        all.put("Connection.sync(long,Duration)", of(0L, PATIENCE));
        all.put("Connection.syncExcise(long)", of(0L));
        all.put("Connection.syncExcise(long,Duration)", of(0L, PATIENCE));
        all.put("Connection.transact(TxData)", of(TxData.parse(DATA)));
        all.put("Connection.transact(TxData,Duration)", of(TxData.parse(DATA), PATIENCE));
        all.put("Connection.transact(String)", of(DATA));
        all.put("Connection.transact(Collection)", of(FORMS));
        all.put("Connection.transact(Map)", of(Map.of(":tx-data", FORMS)));
        all.put("Connection.submission(String)", of("none"));
        all.put("Connection.withDb()", of());
        all.put("Database.q(Object,Object[])", of("[:find ?y . :where [_ :film/year ?y]]", new Object[0]));
        all.put("Database.pull(Pull,Object)", of(Pull.parse("[*]"), 10));
        all.put("Database.pull(String,Object)", of("[*]", ":film/year"));
        all.put("Database.pull(List,Object)", of(List.of(":db/ident"), 10));
        all.put("Database.pull(Map)", of(Map.of(":selector", "[*]", ":eid", 10)));
        all.put("Database.with(TxData)", of(TxData.parse(DATA)));
        all.put("Database.with(String)", of("[[:db/add \"a\" :no/such 1]]"));
        all.put("Database.with(Collection)", of(FORMS));
        all.put("Database.with(Map)", of(Map.of(":tx-data", FORMS)));
        all.put("Database.stats()", of());
        all.put("Database.entityId(Object)", of(":film/year"));
        all.put("Database.ident(Object)", of(10));
        all.put("Results.list()", of());
        all.put("Results.first()", of());
        all.put("Results.explain()", of());
        all.put("Results.measure()", of());
        all.put("Results.ioStats()", of());
        all.put("Results.forEach(Consumer)", of(NOTHING));
        return all;
    }

    private static Object[] of(Object... arguments) {
        return arguments;
    }

    @BeforeEach
    void fill() {
        client.connect("films")
                .transact("[{:db/ident :film/year :db/valueType :db.type/long :db/cardinality :db.cardinality/one}]");
        client.connect("films").transact(DATA);
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    private static Stream<Method> twins() {
        return FACES.stream()
                .flatMap(face -> Arrays.stream(face.getMethods())
                        .filter(method -> method.getDeclaringClass() == face
                                && method.getName().endsWith(ASYNC)));
    }

    private static String name(Method twin) {
        String name = twin.getName();
        return twin.getDeclaringClass().getSimpleName() + "." + name.substring(0, name.length() - ASYNC.length())
                + Arrays.stream(twin.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(",", "(", ")"));
    }

    @Test
    void allAreThere() {
        assertThat(ARGUMENTS.keySet()).isEqualTo(twins().map(TwinsTest::name).collect(Collectors.toSet()));
    }

    @TestFactory
    Stream<DynamicTest> everyTwinSaysTheSameAsItsBlockingCall() {
        return twins().map(twin -> DynamicTest.dynamicTest(name(twin), () -> {
            for (Client each : List.of(client, server.client())) {
                same(each, twin);
            }
        }));
    }

    private static void same(Client client, Method twin) throws Exception {
        String name = twin.getName();
        Method blocking = twin.getDeclaringClass()
                .getMethod(name.substring(0, name.length() - ASYNC.length()), twin.getParameterTypes());
        Object target = target(client, twin.getDeclaringClass());
        Object[] arguments = ARGUMENTS.get(name(twin));
        Object said = outcome(() -> blocking.invoke(target, arguments));
        assertThat(outcome(() -> ((CompletableFuture<?>) twin.invoke(target, arguments)).join()))
                .isEqualTo(said);
    }

    private static Object target(Client client, Class<?> face) {
        if (face == Client.class) {
            return client;
        }
        Connection connection = client.connect("films");
        if (face == Connection.class) {
            return connection;
        }
        return face == Database.class ? connection.db() : connection.db().datoms(Index.EAVT);
    }

    /** A call of a method. */
    private interface Invocation {
        Object run() throws Exception;
    }

    /** Returns what came of a call, without what is another each time. */
    private static Object outcome(Invocation call) throws Exception {
        try {
            return told(call.run());
        } catch (InvocationTargetException | CompletionException failed) {
            Throwable cause = failed.getCause();
            assertThat(cause).isInstanceOf(Anomaly.class);
            Map<Object, Object> anomaly = new LinkedHashMap<>(((Anomaly) cause).data());
            anomaly.put("class", cause.getClass());
            anomaly.put("message", cause.getMessage());
            return anomaly;
        }
    }

    private static Object told(Object value) {
        if (value instanceof Connection connection) {
            return connection.name();
        }
        if (value instanceof Database database) {
            return database.name();
        }
        if (value instanceof TxReport report) {
            Set<Object> told = new HashSet<>(report.tempids().keySet());
            told.add(report.txData().size());
            return told;
        }
        if (value instanceof Measured<?> measured) {
            return List.of(measured.items(), measured.queryStats().isPresent(), told(measured.ioStats()));
        }
        if (value instanceof IoStats read) {
            return List.of(read.api(), read.context(), read.reads().keySet()); // it takes another time each time
        }
        return value == null ? "nothing" : value;
    }
}
