package io.stator.conformance;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Client;
import io.stator.Stator;
import io.stator.edn.Edn;
import io.stator.server.AccessKey;
import io.stator.server.AccessKeys;
import io.stator.server.Role;
import io.stator.server.ServerConfig;
import io.stator.server.StatorServer;
import io.stator.server.Tls;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Runs files through Datomic's own client library, unmodified, against a server of ours over TLS. */
abstract class ClientProRun {
    private static final String KNOWN = "client-pro.edn";

    @TempDir
    private static Path directory;

    private static Client system;
    private static StatorServer server;
    private static ClassLoader beside;
    private static Function<String, List<Map.Entry<String, Runnable>>> cases;

    /** Has the library, Clojure and the classes of these tests that use them for itself, and all else from the class path. */
    private static final class Beside extends URLClassLoader {
        private static final List<String> OWN = List.of(
                "io.stator.conformance.", "clojure.", "cognitect.", "datomic.", "org.eclipse.jetty.", "com.cognitect.");

        Beside(List<URL> jars) {
            super(jars.toArray(new URL[0]), ClientProRun.class.getClassLoader());
        }

        private static boolean isOwn(String name) {
            return OWN.stream().anyMatch(name::startsWith);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                if (!isOwn(name)) {
                    return super.loadClass(name, resolve);
                }
                Class<?> known = findLoadedClass(name);
                return known == null ? findClass(name) : known;
            }
        }

        @Override
        public URL getResource(String name) {
            URL own = findResource(name);
            return own == null ? super.getResource(name) : own;
        }
    }

    private static Beside loader() throws IOException {
        List<URL> jars = new ArrayList<>();
        jars.add(ClientProRun.class.getProtectionDomain().getCodeSource().getLocation());
        try (Stream<Path> files =
                Files.list(Path.of(Objects.requireNonNull(System.getProperty("stator.datomicClient"))))) {
            for (Path jar : files.sorted().toList()) {
                jars.add(jar.toUri().toURL());
            }
        }
        return new Beside(jars);
    }

    @BeforeAll
    @SuppressWarnings("unchecked")
    static void open() throws Exception {
        AccessKey key = new AccessKey("conformance", "the secret of the cases", Set.of(Role.parse("admin")));
        system = Stator.inMemory(Implementation.FUNCTIONS);
        server = StatorServer.start(
                system,
                ServerConfig.on(0, AccessKeys.of(key))
                        .withFunctions("my.fns", "un.known")
                        .withTls(Tls.development(directory)));
        beside = loader();
        Map<String, Object> arguments = Map.of(
                "endpoint",
                "localhost:" + server.port(),
                "access-key",
                key.id(),
                "secret",
                key.secret(),
                "trust-certs",
                List.of(Files.readString(directory.resolve("development-certificate.pem"))));
        Consumer<String> create = system::createDatabase;
        cases = (Function<String, List<Map.Entry<String, Runnable>>>)
                apart(() -> beside.loadClass("io.stator.conformance.ClientProCases")
                        .getConstructor(Map.class, Consumer.class)
                        .newInstance(arguments, create));
    }

    @AfterAll
    static void close() {
        server.close();
        system.close();
    }

    /** Does something in a thread that finds classes and resources beside. */
    private static <T> T apart(java.util.concurrent.Callable<T> work) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(beside);
        try {
            return work.call();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Returns those files of all that are run. */
    abstract Stream<CaseFile> files();

    @TestFactory
    Stream<DynamicNode> theLibraryBehavesAsTheFilesSay() throws IOException {
        Map<String, String> known = known();
        return files().map(file -> DynamicContainer.dynamicContainer(
                file.name(), cases.apply(file.name()).stream().map(behaviour -> test(file, behaviour, known))));
    }

    /** Returns why a case means something else through the library, by its name. */
    private static Map<String, String> known() throws IOException {
        Map<String, String> reasons = new HashMap<>();
        try (InputStream in = Objects.requireNonNull(ClientProRun.class.getResourceAsStream(KNOWN))) {
            Map<?, ?> told = (Map<?, ?>) Edn.read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            told.forEach(
                    (reason, names) -> ((List<?>) names).forEach(name -> reasons.put((String) name, (String) reason)));
        }
        return reasons;
    }

    private static DynamicTest test(CaseFile file, Map.Entry<String, Runnable> behaviour, Map<String, String> known) {
        String reason = known.get(file.name() + " " + behaviour.getKey());
        return DynamicTest.dynamicTest(
                behaviour.getKey(),
                () -> apart(() -> {
                    if (reason == null) {
                        behaviour.getValue().run();
                    } else {
                        assertThatThrownBy(behaviour.getValue()::run)
                                .as("it is known that the library %s, so that this case must fail", reason)
                                .isInstanceOfAny(AssertionError.class, IllegalArgumentException.class);
                    }
                    return true;
                }));
    }
}
