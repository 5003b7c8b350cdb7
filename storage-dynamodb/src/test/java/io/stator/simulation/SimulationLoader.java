package io.stator.simulation;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Loads the classes of a program so that its threads, locks, waits, clocks and chance are simulated. */
public final class SimulationLoader extends ClassLoader {
    private static final List<String> SIMULATED = List.of("io.stator.", "com.github.benmanes.caffeine.");
    private static final String REAL = "io.stator.simulation.";

    private final Map<String, Boolean> threads = new ConcurrentHashMap<>();
    private final Map<String, List<URL>> resources = new ConcurrentHashMap<>();

    /** Creates one for the classes that another one finds. */
    public SimulationLoader(ClassLoader parent) {
        super(parent);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (name.startsWith(REAL) || SIMULATED.stream().noneMatch(name::startsWith)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? define(name) : loaded;
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        byte[] bytes = bytes(name.replace('.', '/'));
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        byte[] rewritten = Rewriter.rewrite(bytes, this::isThread);
        return defineClass(name, rewritten, 0, rewritten.length);
    }

    /** Finds resources as its parent does, of which each simulated program asks for the same ones again. */
    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        List<URL> found = resources.get(name);
        if (found == null) {
            found = Collections.list(super.getResources(name));
            resources.put(name, found);
        }
        return Collections.enumeration(found);
    }

    private byte[] bytes(String internalName) {
        try (InputStream in = getParent().getResourceAsStream(internalName + ".class")) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException failure) {
            throw new IllegalStateException("the class cannot be read: " + internalName, failure);
        }
    }

    /** Returns whether objects of a class are threads. */
    private boolean isThread(String internalName) {
        if (internalName.equals("java/lang/Thread")) {
            return true;
        }
        if (!internalName.startsWith("io/stator/")) {
            return false;
        }
        Boolean known = threads.get(internalName);
        if (known == null) {
            byte[] bytes = bytes(internalName);
            known = bytes != null && isThread(Rewriter.superclass(bytes));
            threads.put(internalName, known);
        }
        return known;
    }
}
