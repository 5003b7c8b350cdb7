package io.stator.dynamodb.junit;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;

/** The servers of this JVM, one of each kind at a time; started when first needed, stopped with the JUnit run or the JVM. */
final class LocalServers {
    private static final Namespace NAMESPACE = Namespace.create(LocalServers.class);

    /** How many databases a server serves before another takes its place: it never forgets one, nor the threads that serve it. */
    static final int DATABASES_MAX = 200;

    private static final Map<Kind, LocalServer> RUNNING = new EnumMap<>(Kind.class);
    // Full servers some databases of which are still in use, and for all servers how many they have served and have
    // open.
    private static final Set<LocalServer> RETIRED = new HashSet<>();
    private static final Map<LocalServer, Use> USES = new HashMap<>();
    private static int leases;
    private static boolean hooked;

    private LocalServers() {}

    /** The kinds of servers. */
    enum Kind {
        PROMPT,
        DELAYED
    }

    /** How many databases of a server were opened, and how many of them are open. */
    private record Use(int opened, int open) {
        static final Use NONE = new Use(0, 0);
    }

    /** Opens an empty database in a running server of that kind. */
    static synchronized LocalDatabase open(Kind kind) {
        LocalServer server = get(kind);
        Use use = USES.getOrDefault(server, Use.NONE);
        if (use.opened() >= DATABASES_MAX) {
            RUNNING.remove(kind);
            RETIRED.add(server);
            stopIfIdle(server);
            server = get(kind);
            use = USES.getOrDefault(server, Use.NONE);
        }
        USES.put(server, new Use(use.opened() + 1, use.open() + 1));
        return new LocalDatabase(server);
    }

    /** Notes that a database of the server is not used any more. */
    static synchronized void ended(LocalServer server) {
        USES.computeIfPresent(server, (same, use) -> new Use(use.opened(), use.open() - 1));
        stopIfIdle(server);
    }

    private static void stopIfIdle(LocalServer server) {
        if (USES.getOrDefault(server, Use.NONE).open() <= 0 && RETIRED.remove(server)) {
            USES.remove(server);
            server.close();
        }
    }

    /** Returns the running server of that kind. */
    static synchronized LocalServer get(Kind kind) {
        LocalServer server = RUNNING.get(kind);
        if (server == null || !server.isAlive()) {
            if (!hooked) {
                Runtime.getRuntime().addShutdownHook(new Thread(LocalServers::stopAll, "dynamodb-local-stop"));
                hooked = true;
            }
            server = LocalServer.start(kind == Kind.DELAYED);
            RUNNING.put(kind, server);
        }
        return server;
    }

    /** Keeps the servers running until the JUnit run ends that the context belongs to. */
    @SuppressWarnings("deprecation") // The method that replaces it is missing from JUnit 5.
    static void keepDuring(ExtensionContext context) {
        Object lease = wholeRun(context).getOrComputeIfAbsent("lease", name -> new Lease());
        Objects.requireNonNull(lease);
    }

    private static Store wholeRun(ExtensionContext context) {
        try {
            return context.getStore(ExtensionContext.StoreScope.LAUNCHER_SESSION, NAMESPACE);
        } catch (LinkageError before513) {
            return context.getRoot().getStore(NAMESPACE);
        }
    }

    private static synchronized void release() {
        leases--;
        if (leases == 0) {
            stopAll();
        }
    }

    private static synchronized void stopAll() {
        RUNNING.values().forEach(LocalServer::close);
        RETIRED.forEach(LocalServer::close);
        RUNNING.clear();
        RETIRED.clear();
        USES.clear();
    }

    /** One JUnit run that uses the servers. */
    private static final class Lease implements LocalResource {
        private boolean released;

        Lease() {
            synchronized (LocalServers.class) {
                leases++;
            }
        }

        @Override
        public void close() {
            synchronized (LocalServers.class) {
                if (!released) {
                    released = true;
                    release();
                }
            }
        }
    }
}
