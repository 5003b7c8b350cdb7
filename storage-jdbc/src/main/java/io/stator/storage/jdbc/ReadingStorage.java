package io.stator.storage.jdbc;

import io.stator.engine.storage.Log;
import io.stator.engine.storage.Roots;
import io.stator.engine.storage.Segments;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * A storage in a relational database that is only read, while another process may write to it; safe for use by several threads.
 *
 * <p>Databases and roots are those of the last {@link #refresh}. What is read of a log or of segments is what is there then.
 */
final class ReadingStorage implements Storage, JdbcPlace {

    private final ReadingPlace place;
    private final UUID system;
    private final Map<String, JdbcLog> logs = new ConcurrentHashMap<>();
    private final JdbcDatabases databases;
    private final JdbcRoots roots;
    private volatile boolean closed;

    /** Creates one that closes the place with it. */
    ReadingStorage(ReadingPlace place, Contents contents) {
        this.place = place;
        this.system = contents.state().system();
        this.databases = new JdbcDatabases(this, contents);
        this.roots = new JdbcRoots(this, contents);
    }

    private StorageException readOnly(String what) {
        return new StorageException(
                Kind.READ_ONLY,
                "could not " + what + " in " + place.place() + ": it is open read-only; open it to write for that");
    }

    @Override
    public Log log(String database) {
        requireSettled();
        return logs.computeIfAbsent(Storage.requireDatabaseId(database), id -> new JdbcLog(this, id));
    }

    @Override
    public Segments segments(String database) {
        requireSettled();
        return new JdbcSegments(this, Storage.requireDatabaseId(database));
    }

    @Override
    public Roots roots() {
        requireSettled();
        return roots;
    }

    @Override
    public void deleteDatabase(String database) {
        throw readOnly("delete database " + Storage.requireDatabaseId(database));
    }

    @Override
    public void scrub() {
        throw readOnly("remove what was deleted");
    }

    @Override
    public void reclaim() {
        throw readOnly("give the room of what was deleted back");
    }

    @Override
    public synchronized void refresh() {
        Contents found = read("look for changes", session -> Contents.read(session, place.place()));
        if (!found.state().system().equals(system)) {
            throw place.displaced();
        }
        // in this order, so that nobody finds the name of a database whose records he does not find
        databases.reset(found);
        roots.reset(found);
    }

    @Override
    public String identity() {
        return system.toString();
    }

    @Override
    public boolean isFar() {
        return place.isFar();
    }

    @Override
    public JdbcDatabases databases() {
        return databases;
    }

    @Override
    public Chunks chunks() {
        return place.chunks();
    }

    @Override
    public int newMark() {
        throw readOnly("append a record");
    }

    @Override
    public UUID system() {
        return system;
    }

    @Override
    public <T> T write(String what, Session.Work<T> work) {
        requireSettled();
        throw readOnly(what);
    }

    @Override
    public boolean appendsAtOnce() {
        return false;
    }

    @Override
    public void appendAtOnce(String what, Supplier<Appended> record) {
        throw readOnly(what);
    }

    @Override
    public <T> T read(String what, Session.Work<T> work) {
        requireSettled();
        return place.read(what, work);
    }

    @Override
    public void requireSettled() {
        if (closed) {
            throw closed(place.place());
        }
    }

    static StorageException closed(String place) {
        return new StorageException(Kind.CLOSED, "the storage " + place + " is closed; open it again");
    }

    @Override
    public StorageException damaged(String what, String how) {
        return Contents.damaged(what, place.place(), how);
    }

    /** Reads and checks everything there was at one moment. */
    StorageReport check() {
        return read(
                "check everything",
                session -> FullCheck.run(session, place.place(), place.chunks(), place.check(session)));
    }

    @Override
    public void backup(Path to, boolean replace, Runnable look) {
        requireSettled();
        place.backup(to, replace, look);
    }

    @Override
    public void backup(URI to, boolean replace, Runnable look) {
        requireSettled();
        try (PostgresBackup backup = PostgresBackup.prepare(PostgresPlace.of(to), replace)) {
            read(
                    "copy it",
                    session -> backup.copy(session, place.chunks(), Contents.read(session, place.place()), look));
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            place.close();
        }
    }
}
