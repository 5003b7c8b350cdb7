package io.stator.benchmarks;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Datomic Peer in memory, in a comparison of transactions.
 *
 * <p>Peer and Local have classes of the same names: Peer is loaded with its own Clojure by a class loader of its own.
 */
final class DatomicPeer implements Contender {
    /** The classes and methods of a Peer. */
    record Library(ClassLoader loader, Class<?> peer, Class<?> connection, Class<?> util) {
        /** Loads a Peer from a directory of jars. */
        static Library in(Path directory) throws IOException {
            List<Path> jars;
            try (Stream<Path> files = Files.list(directory)) {
                jars = files.filter(file -> file.toString().endsWith(".jar")).toList();
            }
            URL[] places = jars.stream().map(Library::url).toArray(URL[]::new);
            ClassLoader loader = new URLClassLoader(places, ClassLoader.getPlatformClassLoader());
            return inside(
                    loader,
                    () -> new Library(
                            loader,
                            Class.forName("datomic.Peer", true, loader),
                            Class.forName("datomic.Connection", true, loader),
                            Class.forName("datomic.Util", true, loader)));
        }

        private static URL url(Path jar) {
            try {
                return jar.toUri().toURL();
            } catch (MalformedURLException impossible) {
                throw new IllegalArgumentException("jar must have a URL: " + jar, impossible);
            }
        }

        private Object call(Class<?> type, Object target, String name, Class<?> parameter, Object argument) {
            return inside(loader, () -> {
                Method method = type.getMethod(name, parameter);
                return method.invoke(target, argument);
            });
        }

        private Object callStatic(Class<?> type, String name, Class<?> parameter, Object argument) {
            return call(type, type, name, parameter, argument);
        }
    }

    private final Library library;
    private final String uri;
    private final Object connection;
    private final Object tempids;

    /** Creates a database. */
    DatomicPeer(Library library, String name) {
        this.library = library;
        this.uri = "datomic:mem://" + name;
        library.callStatic(library.peer(), "createDatabase", Object.class, uri);
        this.connection = library.callStatic(library.peer(), "connect", Object.class, uri);
        this.tempids = keyword(":tempids");
    }

    private static <T> T inside(ClassLoader loader, Callable<T> call) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return call.call();
        } catch (InvocationTargetException failed) {
            throw new IllegalStateException("Datomic Peer failed: " + failed.getCause(), failed.getCause());
        } catch (Exception failed) {
            throw new IllegalStateException("Datomic Peer cannot be called: " + failed, failed);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    public Object keyword(String name) {
        return library.callStatic(library.util(), "read", String.class, name);
    }

    @Override
    public Object map(Object... keysAndValues) {
        Map<Object, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }

    @Override
    public Map<?, ?> transact(List<Object> forms) {
        try {
            Map<?, ?> result = (Map<?, ?>) transactAsync(forms).get();
            Object found = result.get(tempids);
            return found instanceof Map<?, ?> map ? map : Map.of();
        } catch (InterruptedException | ExecutionException failed) {
            throw new IllegalStateException("Datomic Peer failed: " + failed, failed);
        }
    }

    @Override
    public Future<?> transactAsync(List<Object> forms) {
        return (Future<?>) library.call(library.connection(), connection, "transactAsync", List.class, forms);
    }

    @Override
    public void transactText(String edn) {
        transact(List.copyOf((List<?>) library.callStatic(library.util(), "read", String.class, edn)));
    }

    @Override
    public void close() {
        library.callStatic(library.peer(), "deleteDatabase", Object.class, uri);
    }
}
