package io.stator.client;

import io.stator.client.wire.WireDatabase;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a client knows of the newest value of a database. Thread-safe. */
final class ConnectionState {
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final String name;
    private final String id;
    private WireDatabase newest;
    private long refreshedNanos;

    ConnectionState(String name, String id, WireDatabase newest) {
        this.name = name;
        this.id = id;
        this.newest = newest;
        this.refreshedNanos = System.nanoTime();
    }

    String name() {
        return name;
    }

    String id() {
        return id;
    }

    synchronized WireDatabase newest() {
        return newest;
    }

    /** Returns whether the newest value was heard of so long ago that it is asked for again. */
    synchronized boolean isStale() {
        return System.nanoTime() - refreshedNanos > FRESH_NANOS;
    }

    /** Takes notice that the server was asked for the newest value, and what it is. */
    synchronized void refresh(long t) {
        refreshedNanos = System.nanoTime();
        advance(t);
    }

    private void advance(long t) {
        Long known = newest.t();
        if (known == null || t > known) {
            newest = WireDatabase.of(name, id, t);
        }
    }

    /** Moves on to the newest of the values that an answer tells of, never back. */
    synchronized void hear(List<WireDatabase> databases) {
        for (WireDatabase database : databases) {
            Long t = database.t();
            if (t != null && (database.id() == null || id.equals(database.id()))) {
                refresh(t);
            }
        }
    }

    /** Returns a value that an answer names, with what goes without saying there. */
    WireDatabase whole(WireDatabase told) {
        return new WireDatabase(
                name, id, told.t(), told.nextT(), told.asOf(), told.since(), told.history(), told.nextToken());
    }
}
