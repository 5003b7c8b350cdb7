package io.stator.storage.jdbc;

import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a system as it is at one moment, which becomes a whole, closed system in one file; for one thread.
 *
 * <p>The copy is written under a name that no other backup uses, says that it is closed only when it is complete, is read and checked
 * as a whole, and gets its name last. What a process leaves that is ended before is a file of the former name, which is refused if
 * somebody opens it nevertheless.
 */
final class Backup implements AutoCloseable {

    private static final String COPY = "VACUUM INTO ?";
    private static final int UNFINISHED_NAME_CHARACTERS = 8;

    /** What belongs to a file of this name, and would be taken for a part of the copy. */
    private static final List<String> COMPANIONS = List.of("-wal", "-journal", ".end", ".accept-loss");

    /** What else may be beside a file that has a system open. */
    private static final List<String> RESERVED = List.of("-shm", ".lock", ".new", ".end.new");

    /** Opens a connection that reads a file. */
    @FunctionalInterface
    interface Opening {
        Connection open() throws SQLException;
    }

    private final @Nullable Path source;
    private final SystemFiles target;
    private final Path unfinished;
    private final boolean replace;

    private Backup(@Nullable Path source, SystemFiles target, boolean replace) {
        this.source = source;
        this.target = target;
        this.replace = replace;
        this.unfinished =
                target.sibling(".unfinished-" + UUID.randomUUID().toString().substring(0, UNFINISHED_NAME_CHARACTERS));
    }

    /**
     * Returns a backup that may be begun.
     *
     * @param source the file that is copied, or null if it is no file
     * @param to the file to be made, or a directory that is there, in which it gets the name that an opening looks for
     * @param replace whether a storage that is there may be replaced
     * @throws StorageException of kind EXISTS if something is there that must not be replaced; FOREIGN if a file cannot be there
     */
    static Backup prepare(@Nullable Path source, Path to, boolean replace) {
        Path wanted = to.toAbsolutePath().normalize();
        Path path = Files.isDirectory(wanted) ? wanted.resolve(FileProvider.FILE_NAME) : wanted;
        try {
            Path directory = path.getParent();
            if (directory == null || !Files.isDirectory(directory)) {
                throw new StorageException(
                        Kind.FOREIGN, "the directory of a backup must be there: make " + directory + " first");
            }
            Backup backup =
                    new Backup(source, new SystemFiles(directory.toRealPath().resolve(path.getFileName())), replace);
            backup.requirePlace();
            return backup;
        } catch (IOException failure) {
            throw notWritten(path, failure);
        }
    }

    private void requirePlace() throws IOException {
        if (source != null) {
            requireApart(source);
        }
        requireFree();
    }

    private void requireApart(Path source) throws IOException {
        SystemFiles own = new SystemFiles(source);
        for (String suffix :
                Stream.concat(COMPANIONS.stream(), RESERVED.stream()).toList()) {
            if (target.main().equals(own.sibling(suffix))) {
                throw new StorageException(
                        Kind.EXISTS, target.main() + " is a name that belongs to " + source + "; name another file");
            }
        }
        if (Files.isRegularFile(target.main()) && Files.isSameFile(target.main(), source)) {
            throw new StorageException(
                    Kind.EXISTS, "a backup must be another file than the system itself: " + target.main());
        }
    }

    private void requireFree() throws IOException {
        if (isThere(target.main())) {
            if (!replace) {
                throw exists();
            }
            FileHold.requireNotNoted(target.main());
            SqliteHeader.requireOurs(target.main());
        }
        for (String suffix : COMPANIONS) {
            Path companion = target.sibling(suffix);
            if (isThere(companion)) {
                throw new StorageException(
                        Kind.EXISTS,
                        companion + " is there, and would be taken for a part of the backup " + target.main()
                                + "; name another file, or move that one away if nobody has it open");
            }
        }
    }

    /** Returns whether a name is taken, be it by a link that leads nowhere. */
    private static boolean isThere(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    private StorageException exists() {
        return new StorageException(
                Kind.EXISTS,
                target.main()
                        + " is there already; name another file, or have it replaced (--replace, Client.backupReplacing)");
    }

    /**
     * Has SQLite write the copy of a file, under its unfinished name, and checks all that is in it; what a look throws ends that, and is
     * thrown.
     */
    StorageReport copy(Opening opening, Runnable look) {
        return watched(String.valueOf(source), look, lookout -> {
            try (Session session = new Session(lookout.watch(opening.open()))) {
                PreparedStatement statement = session.statement(COPY);
                statement.setString(1, unfinished.toString());
                statement.execute();
            }
        });
    }

    /** Writes the copy of what a session sees at one moment, row by row, and checks all that is in it, as {@link #copy} does. */
    StorageReport copyRows(Session from, Chunks chunks, Contents contents, String place, Runnable look) {
        return watched(place, look, lookout -> {
            try (Session to = new Session(SqliteDialect.connect(unfinished, ""))) {
                Room.setPages(to.connection());
                SqliteDialect.createTables(to, contents.state(), Summary.EMPTY);
                to.transact(inside -> {
                    SystemCopy.run(from, chunks, contents, inside, look);
                    return true;
                });
                SqliteDialect.useWriteAheadLog(to);
            }
        });
    }

    /** Writes the file of a copy. */
    @FunctionalInterface
    private interface Writing {
        void write(Lookout lookout) throws SQLException;
    }

    private StorageReport watched(String from, Runnable look, Writing writing) {
        Lookout lookout = new Lookout(look);
        try {
            lookout.check();
            return write(from, lookout, writing);
        } catch (StorageException failure) {
            lookout.check(); // a statement that was ended fails, and only the lookout knows that it was
            throw failure;
        }
    }

    private StorageReport write(String from, Lookout lookout, Writing writing) {
        try {
            deleteUnfinished();
            Files.createFile(unfinished);
            if (source != null) {
                Upgrade.keepPermissions(source, unfinished);
            }
            writing.write(lookout);
            lookout.check();
            SystemFiles.sync(unfinished);
            close(unfinished);
            return check(lookout);
        } catch (SQLException failure) {
            Kind kind = SqliteDialect.kindOf(failure, false);
            throw new StorageException(
                    kind,
                    "could not copy " + from + " to " + target.main() + ": "
                            + (kind == Kind.NO_SPACE ? "no space is left; make room" : "it failed")
                            + " (" + failure.getMessage() + ")",
                    failure);
        } catch (IOException failure) {
            throw notWritten(target.main(), failure);
        }
    }

    /** Has a complete copy say that it is one, and that it is the file of nobody's log. */
    private static void close(Path copy) throws SQLException {
        try (Connection connection = SqliteDialect.connect(copy, "");
                Session session = new Session(connection)) {
            SqliteDialect.run(connection, "PRAGMA synchronous = FULL");
            SqliteDialect.run(connection, "PRAGMA fullfsync = ON");
            session.transact(inside -> {
                SystemState state = Contents.state(inside)
                        .orElseThrow(() -> Contents.damaged(
                                "the state of the system", copy.toString(), "it is not what was written"));
                SqliteDialect.setState(inside, state.opened(UUID.randomUUID()).closed());
                return true;
            });
            session.closeStatements();
        }
    }

    private StorageReport check(Lookout lookout) throws SQLException {
        String place = unfinished.toString();
        try (Session session = new Session(lookout.watch(SqliteDialect.openAlone(unfinished)))) {
            return FullCheck.run(session, place, Chunks.ROW_BY_ROW, Contents.check(session, place));
        }
    }

    /** Gives the copy its name. */
    void publish() {
        try {
            SystemFiles.sync(unfinished);
            requirePlace();
            if (replace && isThere(target.main())) {
                replaceHeld();
            } else {
                publishNew();
            }
            target.syncDirectory();
        } catch (FileAlreadyExistsException taken) {
            throw exists();
        } catch (IOException failure) {
            throw notWritten(target.main(), failure);
        }
    }

    /** Gives the copy a name that nobody has, in one step where the file system has links. */
    private void publishNew() throws IOException {
        try {
            Files.createLink(target.main(), unfinished);
        } catch (FileAlreadyExistsException taken) {
            throw taken;
        } catch (UnsupportedOperationException | IOException noLinks) {
            Files.move(unfinished, target.main());
        }
    }

    /** Puts the copy in the place of a storage that nobody has open. */
    private void replaceHeld() throws IOException {
        FileHold hold = FileHold.acquire(target.main());
        try {
            hold.claimIdentity();
            hold.lockContent();
            Files.move(unfinished, target.main(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            hold.release();
        }
    }

    private void deleteUnfinished() throws IOException {
        SqliteStorage.deleteUnfinished(unfinished);
    }

    /** Removes the unfinished copy, if it has not got its name. */
    @Override
    public void close() {
        try {
            deleteUnfinished();
        } catch (IOException remains) {
            throw notWritten(unfinished, remains);
        }
    }

    private static StorageException notWritten(Path file, IOException failure) {
        return new StorageException(
                failure instanceof AccessDeniedException ? Kind.READ_ONLY : Kind.IO,
                "could not write the backup " + file + ": " + failure,
                failure);
    }
}
