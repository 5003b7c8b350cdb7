package io.stator.server;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Database;
import io.stator.TimePoint;
import io.stator.client.wire.WireDatabase;
import io.stator.client.wire.WireKeys;
import io.stator.edn.Edn;
import io.stator.edn.Tagged;
import io.stator.spi.Require;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Finds the database values that clients name, as far as their keys may see them. Thread-safe. */
final class Databases {
    private static final int NAME_CHARACTERS_MAX = 128;

    private final Client client;
    private final TokenTable<Speculation> speculations;
    private final Duration basisMax;

    /** The newest of the values that were told of, by database and basis, those of the last use at the end. */
    private final Map<Basis, Database> recent;

    private record Basis(String databaseId, long t) {}

    /**
     * A database value and what a client calls it.
     *
     * @param weight what it weighs when it is speculative
     */
    record Named(Connection connection, Database database, WireDatabase wire, long weight) {}

    Databases(Client client, TokenTable<Speculation> speculations, int recentMax, Duration basisMax) {
        this.client = client;
        this.basisMax = basisMax;
        this.speculations = speculations;
        this.recent = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Basis, Database> eldest) {
                return size() > recentMax;
            }
        };
    }

    /** Returns the name of the database of a request. */
    static String name(WireDatabase wire) {
        String name = wire.name();
        if (name == null) {
            throw Require.refused(WireKeys.DB_NAME.toString(), "must be given");
        }
        return required(name);
    }

    /** Returns a name that may be one. */
    static String required(String name) {
        if (name.length() > NAME_CHARACTERS_MAX) {
            throw Require.refused(
                    WireKeys.DB_NAME.toString(),
                    "must have at most " + NAME_CHARACTERS_MAX + " characters: " + shown(name));
        }
        return name;
    }

    /** Returns as much of a name as may be told. */
    static String shown(String name) {
        return name.length() <= NAME_CHARACTERS_MAX ? name : name.substring(0, NAME_CHARACTERS_MAX) + "...";
    }

    /**
     * Returns the connection to a database that a key may read.
     *
     * @throws Anomaly.Forbidden when it may not, whether there is one or not
     * @throws Anomaly.NotFound when there is none, or another one under its name
     */
    Connection connect(WireDatabase wire, AccessKey key, boolean write) {
        String name = name(wire);
        if (write ? !key.mayWrite(name) : !key.mayRead(name)) {
            throw new Anomaly.Forbidden("the key must have the role " + (write ? "db-write:" : "db-read:") + name
                    + ": access-key=" + key.id());
        }
        Connection connection = client.connect(name);
        if (wire.id() != null && !wire.id().equals(connection.databaseId())) {
            throw new Anomaly.NotFound(
                    "Db not found: " + name + ": it was deleted, and another one has its name: connect anew");
        }
        return connection;
    }

    /**
     * Returns the database value that a client names.
     *
     * @param timeout how long to wait for its basis
     * @throws BasisAhead when that is not there yet
     */
    Named find(WireDatabase wire, AccessKey key, Duration timeout) {
        Connection connection = connect(wire, key, false);
        if (wire.nextToken() == null) {
            return new Named(connection, filtered(basis(connection, wire.t(), timeout), wire), wire, 0);
        }
        Speculation speculation = speculations.get(key.id(), connection.databaseId(), wire.nextToken());
        return new Named(connection, filtered(speculation.database(), wire), wire, speculation.weight());
    }

    /** Returns a future of the value with a basis that is not there yet, or of the newest one when it does not come soon; who waits for it asks again. No thread waits. */
    CompletableFuture<Database> later(Connection connection, long t, Duration timeout) {
        return connection
                .syncAsync(t, timeout.compareTo(basisMax) < 0 ? timeout : basisMax)
                .exceptionally(failure -> {
                    if (failure instanceof Anomaly.Unavailable || failure.getCause() instanceof Anomaly.Unavailable) {
                        return connection.db();
                    }
                    throw failure instanceof CompletionException wrapped ? wrapped : new CompletionException(failure);
                });
    }

    private Database basis(Connection connection, @Nullable Long t, Duration timeout) {
        Database newest = connection.db();
        if (t == null || t == newest.t()) {
            return newest;
        }
        if (t > newest.t()) {
            throw new BasisAhead(connection, t, timeout.compareTo(basisMax) < 0 ? timeout : basisMax);
        }
        return known(connection, t, newest);
    }

    /** Returns the value with a basis: itself if it is kept, else the newest as of then. */
    private Database known(Connection connection, long t, Database newest) {
        Database kept;
        synchronized (recent) {
            kept = recent.get(new Basis(connection.databaseId(), t));
        }
        return kept == null ? newest.asOf(t) : kept;
    }

    private static TimePoint point(Object sent) {
        if (sent instanceof Tagged literal
                && literal.tag().equals(WireKeys.FINE_INSTANT)
                && literal.value() instanceof String text) {
            try {
                return TimePoint.of(Instant.parse(text));
            } catch (DateTimeParseException malformed) {
                throw new Anomaly.Incorrect(
                        "time point must be an instant of ISO 8601: time point=" + Edn.describe(text));
            }
        }
        return TimePoint.of(sent);
    }

    private static Database filtered(Database database, WireDatabase wire) {
        Database filtered = database;
        if (wire.asOf() != null) {
            OptionalLong bound = database.asOfT();
            Database asked = database.asOf(point(wire.asOf()));
            boolean later = bound.isPresent() && asked.asOfT().orElse(Long.MAX_VALUE) > bound.getAsLong();
            filtered = later ? database : asked;
        }
        if (wire.since() != null) {
            filtered = filtered.since(point(wire.since()));
        }
        return wire.history() ? filtered.history() : filtered;
    }

    /** Keeps a value that a client is told of, and returns what it is called. */
    WireDatabase tell(Connection connection, Database database) {
        synchronized (recent) {
            recent.put(new Basis(connection.databaseId(), database.t()), database);
        }
        return WireDatabase.of(connection.name(), connection.databaseId(), database.t());
    }

    /** Keeps a speculative value, and returns what it is called: as the one it was made of, but for its basis and its token. */
    WireDatabase tellSpeculative(Named of, AccessKey key, Speculation made) {
        Database database = made.database();
        String token = speculations.put(key.id(), of.connection().databaseId(), made);
        WireDatabase wire = of.wire();
        return new WireDatabase(
                of.connection().name(),
                of.connection().databaseId(),
                database.t(),
                database.t() + 1,
                wire.asOf(),
                wire.since(),
                wire.history(),
                token);
    }

    /** Forgets the values of a database that was deleted. */
    void forget(String databaseId) {
        synchronized (recent) {
            recent.keySet().removeIf(basis -> basis.databaseId().equals(databaseId));
        }
    }
}
