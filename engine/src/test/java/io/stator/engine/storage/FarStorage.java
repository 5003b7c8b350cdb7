package io.stator.engine.storage;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** Makes a storage for tests look as if it were far away, and counts the segments that are read from it. */
public final class FarStorage {
    private final Storage near;
    private final AtomicInteger reads = new AtomicInteger();
    private volatile Runnable afterRead = () -> {};
    private volatile UnaryOperator<byte[]> changed = bytes -> bytes;

    /** Creates one over another storage. */
    public FarStorage(Storage near) {
        this.near = near;
    }

    /** Returns the storage. */
    public Storage storage() {
        return seen(Storage.class, near);
    }

    /** Returns how many segments were read. */
    public int reads() {
        return reads.get();
    }

    /** Has something done after each reading of a segment, before it is answered. */
    void afterRead(Runnable done) {
        afterRead = done;
    }

    /** Has segments read as others, as those of a system that was restored may be. */
    void change(UnaryOperator<byte[]> change) {
        changed = change;
    }

    private <T> T seen(Class<T> type, T target) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    try {
                        Object result = method.invoke(target, arguments);
                        return switch (method.getName()) {
                            case "isFar" -> true;
                            case "segments" -> seen(Segments.class, (Segments) result);
                            case "get", "getAnew" -> read(result);
                            default -> result;
                        };
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                }));
    }

    private Object read(Object result) {
        reads.incrementAndGet();
        afterRead.run();
        return result instanceof java.util.Optional<?> found
                ? found.map(bytes -> changed.apply((byte[]) bytes))
                : result;
    }
}
