package io.stator.engine.storage;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;

/** A storage for tests that answers nothing while it is held, whatever it is asked. */
public final class HeldStorage {
    private static final Set<String> NEVER_WAIT = Set.of("isFar", "isGoneWhenClosed", "stats");

    private final Storage storage;
    private final Object monitor = new Object();
    private boolean held;
    private int arrived;

    /** Creates one over another storage, not held. */
    public HeldStorage(Storage durable) {
        this.storage = gated(Storage.class, durable);
    }

    /** Returns the storage. */
    public Storage storage() {
        return storage;
    }

    /** Lets every call wait from now on. */
    public void hold() {
        synchronized (monitor) {
            held = true;
        }
    }

    /** Lets calls through, those that wait, too. */
    public void release() {
        synchronized (monitor) {
            held = false;
            monitor.notifyAll();
        }
    }

    /** Returns once so many calls wait, counted from the first one ever. */
    public void awaitWaiting(int calls) {
        synchronized (monitor) {
            while (arrived < calls) {
                try {
                    monitor.wait();
                } catch (InterruptedException interrupted) {
                    throw new AssertionError(interrupted);
                }
            }
        }
    }

    private void pass() {
        synchronized (monitor) {
            if (!held) {
                return;
            }
            arrived++;
            monitor.notifyAll();
            while (held) {
                try {
                    monitor.wait();
                } catch (InterruptedException notHere) {
                    Thread.onSpinWait(); // a disk that hangs does not hear of it
                }
            }
        }
    }

    private <T> T gated(Class<T> type, T durable) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, given) -> {
                    if (method.getName().equals("appendHold")) {
                        return Log.Hold.ANY;
                    }
                    Class<?> part = method.getReturnType();
                    boolean isPart = part == Log.class || part == Segments.class || part == Roots.class;
                    if (!isPart
                            && method.getDeclaringClass() != Object.class
                            && !NEVER_WAIT.contains(method.getName())) {
                        pass();
                    }
                    try {
                        Object result = method.invoke(durable, given);
                        return isPart ? gatedPart(part, result) : result;
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                }));
    }

    private <P> P gatedPart(Class<P> part, Object durable) {
        return gated(part, part.cast(durable));
    }
}
