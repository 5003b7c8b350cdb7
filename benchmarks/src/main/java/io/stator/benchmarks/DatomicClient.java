package io.stator.benchmarks;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The client library of Datomic Pro, as it is, with its own Clojure, Jetty and Transit, loaded by a class loader of its own from a directory of jars. */
final class DatomicClient implements AutoCloseable {
    private final URLClassLoader loader;

    /** Loads it. */
    DatomicClient(Path directory) throws IOException {
        List<URL> jars = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path jar : files.sorted().toList()) {
                jars.add(jar.toUri().toURL());
            }
        }
        this.loader = new URLClassLoader(jars.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
    }

    /** Returns the value of a program of Clojure. */
    Object evaluate(String program) throws ReflectiveOperationException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            Object loadString = loader.loadClass("clojure.java.api.Clojure")
                    .getMethod("var", Object.class)
                    .invoke(null, "clojure.core/load-string");
            return loader.loadClass("clojure.lang.IFn")
                    .getMethod("invoke", Object.class)
                    .invoke(loadString, program);
        } catch (InvocationTargetException thrown) {
            throw new IllegalStateException("the program failed: " + thrown.getCause(), thrown);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }
}
