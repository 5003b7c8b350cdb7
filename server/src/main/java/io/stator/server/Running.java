package io.stator.server;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The requests that are not answered yet, by the ids their clients gave them, so that who asked can take one back. Thread-safe. */
final class Running {
    private final Map<Id, Runnable> requests = new ConcurrentHashMap<>();

    /** Whose request it is, and what that calls it. */
    private record Id(String key, String request) {}

    /**
     * Notes a request.
     *
     * @param end ends the work on it
     */
    void begin(String key, String request, Runnable end) {
        requests.put(new Id(key, request), end);
    }

    /** Forgets a request that is answered. */
    void end(String key, String request) {
        requests.remove(new Id(key, request));
    }

    /** Ends the work on a request, and returns whether there was one. */
    boolean cancel(String key, String request) {
        Runnable end = requests.get(new Id(key, request));
        if (end != null) {
            end.run();
        }
        return end != null;
    }
}
