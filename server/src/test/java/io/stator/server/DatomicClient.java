package io.stator.server;

import io.stator.edn.Edn;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Datomic's client library with Clojure and its own Jetty, none of which the tests see, running a program of Clojure. */
final class DatomicClient implements AutoCloseable {
    private static final String PROGRAM = "datomic_client.clj";

    private final URLClassLoader loader;

    private DatomicClient(URLClassLoader loader) {
        this.loader = loader;
    }

    static DatomicClient load() throws IOException {
        List<URL> jars = new ArrayList<>();
        Path directory = Path.of(Objects.requireNonNull(System.getProperty("stator.datomicClient")));
        try (Stream<Path> files = Files.list(directory)) {
            for (Path jar : files.sorted().toList()) {
                jars.add(jar.toUri().toURL());
            }
        }
        return new DatomicClient(new URLClassLoader(jars.toArray(new URL[0]), ClassLoader.getPlatformClassLoader()));
    }

    /** Runs the program and returns what it tells. */
    Map<?, ?> run(String argMap, int films) throws Exception {
        String program;
        try (InputStream in = Objects.requireNonNull(DatomicClient.class.getResourceAsStream(PROGRAM))) {
            program = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        evaluate(program);
        String told = (String) evaluate("(binding [*print-length* nil] (pr-str (io.stator.server.datomic-client/run "
                + argMap + " " + films + ")))");
        return (Map<?, ?>) Edn.read(told);
    }

    private Object evaluate(String program) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            Class<?> clojure = loader.loadClass("clojure.java.api.Clojure");
            Object loadString = clojure.getMethod("var", Object.class).invoke(null, "clojure.core/load-string");
            return loader.loadClass("clojure.lang.IFn")
                    .getMethod("invoke", Object.class)
                    .invoke(loadString, program);
        } catch (InvocationTargetException thrown) {
            Throwable cause = thrown;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            throw new IllegalStateException(cause.toString()); // its class is gone with the loader
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }
}
