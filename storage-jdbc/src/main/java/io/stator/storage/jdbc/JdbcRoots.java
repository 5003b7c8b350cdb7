package io.stator.storage.jdbc;

import io.stator.engine.storage.Root;
import io.stator.engine.storage.Roots;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The roots of a system; safe for use by several threads. */
final class JdbcRoots implements Roots {

    private static final String READ = "SELECT revision, crc, bytes FROM roots WHERE name = ?";
    private static final String CREATE =
            "INSERT INTO roots (revision, crc, bytes, name) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING";
    private static final String CHANGE =
            "UPDATE roots SET revision = ?, crc = ?, bytes = ? WHERE name = ? AND revision = ?";
    private static final String NAMES = "SELECT name FROM roots WHERE substr(name, 1, length(?)) = ?";
    private static final String DELETE_ALL = "DELETE FROM roots WHERE substr(name, 1, length(?)) = ?";

    private final JdbcStorage storage;

    JdbcRoots(JdbcStorage storage) {
        this.storage = storage;
    }

    @Override
    public Optional<Root> read(String name) {
        return storage.read("read root " + name, session -> {
            PreparedStatement statement = session.statement(READ);
            statement.setString(1, name);
            try (ResultSet found = statement.executeQuery()) {
                if (!found.next()) {
                    return Optional.empty();
                }
                long revision = found.getLong(1);
                byte[] bytes = found.getBytes(3);
                if (bytes == null) {
                    throw storage.damaged("root " + name, "it has no bytes");
                }
                long checksum = Checksum.ofNamed(name, revision, bytes);
                if (checksum != found.getLong(2)) {
                    throw storage.damaged("root " + name, Checksum.difference(found.getLong(2), checksum));
                }
                return Optional.of(new Root(revision, bytes));
            }
        });
    }

    @Override
    public boolean compareAndSet(String name, long expectedRevision, byte[] bytes) {
        return storage.write("set root " + name, session -> {
            boolean creates = expectedRevision == ABSENT;
            long revision = expectedRevision + 1;
            PreparedStatement statement = session.statement(creates ? CREATE : CHANGE);
            statement.setLong(1, revision);
            statement.setLong(2, Checksum.ofNamed(name, revision, bytes));
            statement.setBytes(3, bytes);
            statement.setString(4, name);
            if (!creates) {
                statement.setLong(5, expectedRevision);
            }
            return statement.executeUpdate() == 1;
        });
    }

    @Override
    public List<String> names(String prefix) {
        return storage.read("list the roots that start with " + prefix, session -> {
            PreparedStatement statement = session.statement(NAMES);
            statement.setString(1, prefix);
            statement.setString(2, prefix);
            List<String> names = new ArrayList<>();
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    names.add(found.getString(1));
                }
            }
            Collections.sort(names);
            return names;
        });
    }

    /** Removes the roots that start with a prefix. */
    void deleteAll(String prefix) {
        storage.write("delete the roots that start with " + prefix, session -> {
            PreparedStatement statement = session.statement(DELETE_ALL);
            statement.setString(1, prefix);
            statement.setString(2, prefix);
            return statement.executeUpdate();
        });
    }
}
