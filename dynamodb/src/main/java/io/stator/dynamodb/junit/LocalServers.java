package io.stator.dynamodb.junit;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;

/** The servers of this JVM, at most one of each kind; started when first needed, stopped with the JUnit run or the JVM. */
final class LocalServers {
    private static final Namespace NAMESPACE = Namespace.create(LocalServers.class);
    private static final Map<Kind, LocalServer> RUNNING = new EnumMap<>(Kind.class);
    private static int leases;
    private static boolean hooked;

    private LocalServers() {}

    /** The kinds of servers. */
    enum Kind {
        PROMPT,
        DELAYED
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
        RUNNING.clear();
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
