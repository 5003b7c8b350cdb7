package io.stator.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Index;
import io.stator.Stator;
import io.stator.client.wire.Dialect;
import io.stator.client.wire.HttpHead;
import io.stator.client.wire.Operation;
import io.stator.client.wire.RequestSigner;
import io.stator.client.wire.RequestVerifier;
import io.stator.client.wire.Transit;
import io.stator.client.wire.WireAnomalies;
import io.stator.client.wire.WireChunk;
import io.stator.client.wire.WireDatabase;
import io.stator.client.wire.WireKeys;
import io.stator.client.wire.WireLimits;
import io.stator.client.wire.WireReport;
import io.stator.client.wire.WireRequest;
import io.stator.edn.Keyword;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A null that must not be one is refused by its name, by every public method of the server and of the protocol. */
final class NullsTest {
    private static final int CALLS_MIN = 60;

    @TempDir
    Path directory;

    private Map<Class<?>, Object> samples() {
        WireDatabase database = WireDatabase.of("d", "id", 1);
        Map<Class<?>, Object> samples = new LinkedHashMap<>();
        samples.put(String.class, "abcdefgh");
        samples.put(byte[].class, new byte[0]);
        samples.put(int.class, 1);
        samples.put(long.class, 20L);
        samples.put(boolean.class, false);
        samples.put(Long.class, 1L);
        samples.put(Instant.class, Instant.EPOCH);
        samples.put(Duration.class, Duration.ofSeconds(1));
        samples.put(Path.class, directory.resolve("file"));
        samples.put(List.class, List.of());
        samples.put(Map.class, Map.of());
        samples.put(Set.class, Set.of());
        samples.put(Keyword.class, WireKeys.T);
        samples.put(Index.class, Index.EAVT);
        samples.put(Function.class, (Function<String, Optional<String>>) id -> Optional.empty());
        samples.put(Consumer.class, (Consumer<Object>) entry -> {});
        samples.put(Operation.class, Operation.Q);
        samples.put(Dialect.class, Dialect.STATOR);
        samples.put(HttpHead.class, new HttpHead("POST", "/", null, Map.of()));
        samples.put(RequestSigner.class, new RequestSigner("a", "b", "c", "d"));
        samples.put(RequestVerifier.class, new RequestVerifier(id -> Optional.empty(), Duration.ZERO));
        samples.put(WireLimits.class, WireLimits.ofRequests());
        samples.put(WireDatabase.class, database);
        samples.put(WireRequest.class, WireRequest.of(Operation.Q, database).with(WireKeys.T, "text"));
        samples.put(WireChunk.class, new WireChunk(List.of(), null, null, null, null, null, List.of()));
        samples.put(WireReport.class, new WireReport(database, database, List.of(), Map.of(), List.of()));
        samples.put(Anomaly.class, new Anomaly.Busy("busy"));
        samples.put(Anomaly.Category.class, Anomaly.Category.BUSY);
        Role role = new Role(Role.Right.ADMIN, null);
        AccessKey key = new AccessKey("id", "12345678", Set.of(role));
        samples.put(Role.class, role);
        samples.put(Role.Right.class, Role.Right.ADMIN);
        samples.put(AccessKey.class, key);
        samples.put(AccessKey[].class, new AccessKey[] {key});
        samples.put(AccessKeys.class, AccessKeys.of(key));
        samples.put(KeyFile.class, KeyFile.at(directory.resolve("keys")));
        samples.put(ServerLimit.class, ServerLimit.WORKING_REQUESTS);
        samples.put(ServerConfig.class, ServerConfig.on(0, AccessKeys.of(key)));
        samples.put(Tls.class, Tls.development(directory));
        return samples;
    }

    private static Stream<Executable> calls(Class<?> type) {
        return Stream.<Executable>concat(Arrays.stream(type.getMethods()), Arrays.stream(type.getConstructors()))
                .filter(call -> call.getDeclaringClass() == type && !call.isSynthetic())
                .filter(call ->
                        !call.getName().equals("equals") && !call.getName().equals("valueOf"));
    }

    private static boolean mayBeNull(AnnotatedType type) {
        return (type.getType() instanceof Class<?> raw && raw.isPrimitive())
                || type.isAnnotationPresent(Nullable.class);
    }

    private static @Nullable Object call(Executable call, @Nullable Object on, @Nullable Object[] arguments)
            throws Throwable {
        try {
            return call instanceof Constructor<?> made
                    ? made.newInstance(arguments)
                    : ((Method) call).invoke(on, arguments);
        } catch (InvocationTargetException failed) {
            throw failed.getCause();
        }
    }

    @Test
    void nullIsRefusedByItsName() {
        Map<Class<?>, Object> samples = samples();
        List<Class<?>> types = new ArrayList<>(samples.keySet());
        types.removeIf(type -> type.isArray() || !type.getName().matches("io\\.stator\\.(server|client\\.wire)\\..*"));
        types.addAll(List.of(Transit.class, WireAnomalies.class, StatorServer.class));
        try (Client client = Stator.inMemory()) {
            samples.put(Client.class, client);
            List<String> taken = new ArrayList<>();
            int count = 0;
            for (Class<?> type : types) {
                for (Executable call : calls(type).toList()) {
                    count += call.getParameterCount();
                    taken.addAll(taken(call, samples));
                }
            }
            assertThat(taken).isEmpty();
            assertThat(count).isGreaterThan(CALLS_MIN);
        }
    }

    /** Returns what comes of a null that is not refused by an anomaly that says so. */
    private static List<String> taken(Executable call, Map<Class<?>, Object> samples) {
        boolean isOfType = call instanceof Constructor || Modifier.isStatic(call.getModifiers());
        Object on = isOfType ? null : samples.get(call.getDeclaringClass());
        Class<?>[] types = call.getParameterTypes();
        List<String> taken = new ArrayList<>();
        for (int i = 0; i < types.length; i++) {
            if (mayBeNull(call.getAnnotatedParameterTypes()[i])) {
                continue;
            }
            @Nullable
            Object[] arguments = Arrays.stream(types).map(samples::get).toArray();
            arguments[i] = null;
            Throwable failure = catchThrowable(() -> call(call, on, arguments));
            if (!(failure instanceof Anomaly.Incorrect)
                    || !String.valueOf(failure.getMessage()).contains("null")) {
                taken.add(call + ", argument " + i + ": " + failure);
            }
        }
        return taken;
    }
}
