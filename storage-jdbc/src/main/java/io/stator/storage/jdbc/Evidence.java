package io.stator.storage.jdbc;

import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import io.stator.storage.jdbc.EndMark.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * What the files of a system say of each other before SQLite joins them: whether the write-ahead log is that of the file, and whether it
 * goes as far as it should. SQLite itself uses any log that it finds up to the first frame that is damaged, and says nothing of the rest.
 */
final class Evidence {

    /** By how much the first salt may be ahead of the mark: SQLite adds one each time it fills the log anew. */
    private static final long FILLINGS_MAX = 8;

    private static final long SALT_MASK = 0xffffffffL;

    private static final System.Logger LOGGER = System.getLogger(Evidence.class.getName());

    private final SystemFiles files;
    private final boolean lossAccepted;
    private final boolean hasLog;
    private OptionalLong content = OptionalLong.empty();
    private boolean closed;

    /** What the file says of itself without its log, if that can be read. */
    private Optional<SystemState> alone = Optional.empty();

    /** Whether nothing tells which opening the log belongs to. */
    private boolean unmarked;

    private Evidence(SystemFiles files) throws IOException {
        this.files = files;
        this.lossAccepted = Files.exists(files.acceptLoss());
        this.hasLog = files.hasWriteAhead();
    }

    /**
     * Checks that a file and what is beside it belong together and that nothing of them is missing.
     *
     * @return the evidence, which {@link #requireContent} completes once the file is read
     * @throws StorageException of kind CORRUPT if they do not or something is
     */
    static Evidence require(SystemFiles files) throws IOException {
        Evidence evidence = new Evidence(files);
        Optional<EndMark> end = evidence.end();
        Optional<SystemState> state = mainState(files);
        evidence.alone = state;
        evidence.unmarked = end.isEmpty();
        if (state.isEmpty()) {
            // the file alone cannot be read: damage, or a process ended while it moved the log into the file
            evidence.requireLog(end);
        } else if (state.get().isOpen()) {
            evidence.requireOpened(state.get(), end);
        } else {
            evidence.closed = true;
            evidence.requireClosed(state.get(), end);
        }
        return evidence;
    }

    /** Checks a file of the format that had no second place to know its end. */
    static void requireUnlinked(SystemFiles files) throws IOException {
        Evidence evidence = new Evidence(files);
        if (evidence.hasLog && Files.exists(files.end())) {
            throw evidence.foreignLog(files.end() + " is that of another file");
        }
        evidence.requireLog(Optional.empty());
    }

    /**
     * Checks that a file joined with its write-ahead log says of itself what it says without, before anything else is read: pages of
     * two systems are no damage of either.
     *
     * @throws StorageException of kind CORRUPT if it does not
     */
    void requireJoined(Session session) {
        if (hasLog && alone.isPresent()) {
            readState(session).ifPresent(joined -> requireSame(alone.get(), joined));
        }
    }

    /**
     * Checks that a file whose write-ahead log is missing holds all of it: another program may have moved the log into the file.
     *
     * @throws StorageException of kind CORRUPT if it does not
     */
    void requireContent(Contents contents) {
        if (content.isPresent() && content.getAsLong() != contents.sum()) {
            throw lost(files.writeAhead() + " with its newest transactions is missing");
        }
    }

    private void requireSame(SystemState file, SystemState joined) {
        if (!file.system().equals(joined.system())) {
            throw foreignLog("it is that of another system");
        }
        if (unmarked && !file.session().equals(joined.session()) && !lossAccepted) {
            throw lost(files.writeAhead() + " was left by another opening than " + files.main() + ", and " + files.end()
                    + ", which tells whether they belong together nevertheless, is missing");
        }
    }

    /** Returns whether the file is whole by itself, because it was closed and there is no log. */
    boolean isWholeAlone() {
        return closed && !hasLog;
    }

    /** Returns whether there are changes beside the file. */
    boolean hasLog() {
        return hasLog;
    }

    private Optional<EndMark> end() throws IOException {
        try {
            return EndFile.read(files);
        } catch (StorageException damaged) {
            if (lossAccepted) {
                return Optional.empty();
            }
            throw damaged;
        }
    }

    /** Returns what the file says of itself without what is beside it, or empty if it cannot be read so. */
    private static Optional<SystemState> mainState(SystemFiles files) {
        try (Session session = new Session(SqliteDialect.openAlone(files.main()))) {
            return readState(session);
        } catch (SQLException unreadable) {
            return Optional.empty();
        }
    }

    private static Optional<SystemState> readState(Session session) {
        try {
            return Contents.state(session);
        } catch (SQLException unreadable) {
            return Optional.empty();
        }
    }

    /** A file that was closed is whole by itself; a log beside it is its own only when it was opened or closed just then. */
    private void requireClosed(SystemState state, Optional<EndMark> end) throws IOException {
        boolean own = end.isPresent() && isOf(end.get(), state.session());
        if (hasLog && !own) {
            throw foreignLog(files.main() + " was closed and is whole without it");
        }
        if (own && end.get().session().equals(state.session())) {
            requireLog(end);
        } else if (end.isPresent() && !own) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    files.main()
                            + " is not the file that was last open here, but one that was closed before or elsewhere:"
                            + " what was transacted since is not in it");
        }
    }

    private void requireOpened(SystemState state, Optional<EndMark> end) throws IOException {
        if (end.isEmpty()) {
            if (!hasLog && !lossAccepted) {
                throw lost("it was not closed when it was last used, or was copied while it was open, and "
                        + files.writeAhead() + " with its newest transactions is missing");
            }
            if (hasLog) {
                LOGGER.log(
                        System.Logger.Level.WARNING,
                        files.end() + " is missing, so nothing tells whether the newest transactions are in "
                                + files.writeAhead());
            }
        } else if (!isOf(end.get(), state.session())) {
            throw foreignLog("it and " + files.end() + " were left by another opening than " + files.main());
        }
        requireLog(end);
    }

    private static boolean isOf(EndMark end, UUID session) {
        return end.session().equals(session) || end.before().equals(session) && !session.equals(EndMark.NOBODY);
    }

    /** Checks that the log is undamaged up to where it should go. */
    private void requireLog(Optional<EndMark> end) throws IOException {
        Position expected = end.map(EndMark::position).orElse(Position.NONE);
        if (!hasLog) {
            if (expected.frames() > 0 && !lossAccepted) {
                content = OptionalLong.of(end.orElseThrow().content());
            }
            return;
        }
        WriteAheadLog.Report report;
        try (WriteAheadLog log = WriteAheadLog.open(files.writeAhead())) {
            report = log.report(expected.frames());
        }
        boolean needed = expected.frames() > 0 || end.isEmpty();
        if (!report.isReadable()) {
            if (needed && !lossAccepted) {
                throw lost("the header of " + files.writeAhead() + ", which holds its newest transactions, is damaged");
            }
            return;
        }
        if (end.isPresent() && !expected.equals(Position.NONE)) {
            requirePosition(expected, report);
        }
        if (report.isBroken() && !lossAccepted) {
            throw lost("transactions in " + files.writeAhead() + " behind frame " + report.frames()
                    + " cannot be read, because that one is followed by a damaged one");
        }
    }

    private void requirePosition(Position expected, WriteAheadLog.Report report) {
        if (report.salts() == expected.salts()) {
            boolean shorter = report.frames() < expected.frames();
            if ((shorter || expected.frames() > 0 && report.checksum() != expected.checksum()) && !lossAccepted) {
                throw lost("acknowledged transactions in " + files.writeAhead() + " go up to frame " + expected.frames()
                        + ", and it is undamaged up to frame " + report.frames() + " only");
            }
            return;
        }
        long ahead = (report.salts() >>> Integer.SIZE) - (expected.salts() >>> Integer.SIZE) & SALT_MASK;
        if (ahead == 0 || ahead > FILLINGS_MAX) {
            throw foreignLog("its salts are not those that " + files.end() + " knows");
        }
    }

    private StorageException foreignLog(String why) {
        return new StorageException(
                Kind.CORRUPT,
                files.writeAhead() + " does not belong to " + files.main() + ": " + why
                        + "; nothing was changed. If the file is a copy that was put here, remove that log, "
                        + files.sharedMemory().getFileName() + " and "
                        + files.end().getFileName()
                        + ", which belong to what was here before; otherwise put back the file or the log that belong"
                        + " together, or restore all from a copy");
    }

    private StorageException lost(String why) {
        return new StorageException(
                Kind.CORRUPT,
                "the newest transactions of " + files.main() + " cannot be read: " + why
                        + "; nothing was changed. Put back what is missing, or restore the system from a copy. To open what"
                        + " is left and lose the rest, create an empty file " + files.acceptLoss());
    }
}
