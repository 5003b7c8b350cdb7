package io.stator.storage.jdbc;

import io.stator.engine.storage.Root;
import io.stator.engine.storage.Roots;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** The roots of a system, in memory as in the file; safe for use by several threads. */
final class JdbcRoots implements Roots {

    private static final String DELETE = "DELETE FROM roots WHERE name = ?";

    private final JdbcPlace storage;
    private final NavigableMap<String, Root> values = new ConcurrentSkipListMap<>();

    JdbcRoots(JdbcPlace storage, Contents contents) {
        this.storage = storage;
        values.putAll(contents.roots());
    }

    /** Takes over what was read again. */
    void reset(Contents contents) {
        values.keySet().retainAll(contents.roots().keySet());
        values.putAll(contents.roots());
    }

    @Override
    public Optional<Root> read(String name) {
        storage.requireSettled();
        return Optional.ofNullable(values.get(name))
                .map(root -> new Root(root.revision(), root.bytes().clone()));
    }

    @Override
    public boolean compareAndSet(String name, long expectedRevision, byte[] bytes) {
        byte[] own = bytes.clone();
        return storage.write("set root " + name, session -> {
            Root before = values.get(name);
            if ((before == null ? ABSENT : before.revision()) != expectedRevision) {
                return false;
            }
            Root after = new Root(expectedRevision + 1, own);
            PreparedStatement statement = session.statement(Tables.PUT_ROOT);
            put(statement, name, after, checksum(name, after));
            statement.clearParameters();
            change(session, name, before, after);
            session.whenCommitted(() -> values.put(name, after));
            return true;
        });
    }

    static void put(PreparedStatement statement, String name, Root root, long checksum) throws SQLException {
        statement.setString(1, name);
        statement.setLong(2, root.revision());
        statement.setLong(3, checksum);
        statement.setBytes(4, root.bytes());
        statement.executeUpdate();
    }

    private void change(Session session, String name, @Nullable Root before, @Nullable Root after) throws SQLException {
        storage.databases()
                .changeRoot(
                        session,
                        before == null ? null : checksum(name, before),
                        after == null ? null : checksum(name, after));
    }

    private long checksum(String name, Root root) {
        return Tables.rootChecksum(storage.system(), name, root.revision(), root.bytes());
    }

    @Override
    public List<String> names(String prefix) {
        storage.requireSettled();
        List<String> names = new ArrayList<>();
        for (String name : values.tailMap(prefix, true).keySet()) {
            if (!name.startsWith(prefix)) {
                break;
            }
            names.add(name);
        }
        return names;
    }

    /** Removes the roots that start with a prefix. */
    void deleteAll(String prefix) {
        for (String name : names(prefix)) {
            storage.write("delete root " + name, session -> {
                Root before = values.get(name);
                if (before != null) {
                    PreparedStatement statement = session.statement(DELETE);
                    statement.setString(1, name);
                    statement.executeUpdate();
                    change(session, name, before, null);
                    session.whenCommitted(() -> values.remove(name));
                }
                return before != null;
            });
        }
    }
}
