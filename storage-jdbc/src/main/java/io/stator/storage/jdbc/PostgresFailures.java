package io.stator.storage.jdbc;

import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import io.stator.storage.jdbc.Dialect.Phase;
import java.sql.SQLException;
import java.util.Set;

/** What the failures that PostgreSQL and its driver tell of mean, by their codes (SQLSTATE). */
final class PostgresFailures {

    /** The server ends this session, or all of them; or it had to wait too long between two statements. */
    private static final Set<String> SESSION_ENDS =
            Set.of("57P01", "57P02", "57P03", "57P04", "57P05", "25P03", "25P04");

    private static final Set<String> NO_SPACE = Set.of("53100", "54000");

    /** Reading where only that is allowed, and what this user has no right to. */
    private static final Set<String> NOT_WRITABLE = Set.of("25006", "42501");

    private static final Set<String> NOT_LET_IN = Set.of("28000", "28P01", "28P02");

    /** Locks that others keep, statements that took too long, and too many connections. */
    private static final Set<String> BUSY = Set.of("55P03", "40001", "40P01", "57014", "53300", "55006");

    /** The tables are others than ours, or not there any more. */
    private static final Set<String> OTHER_TABLES = Set.of("42P01", "42703", "3F000", "42804", "42883");

    private PostgresFailures() {}

    /** Returns whether the session is of no use after a failure. */
    static boolean endsSession(SQLException failure) {
        String state = state(failure);
        return state.startsWith("08") || SESSION_ENDS.contains(state);
    }

    private static String state(SQLException failure) {
        return failure.getSQLState() == null ? "" : failure.getSQLState();
    }

    /** Returns what sort of failure an exception is. */
    static Kind kind(SQLException failure, Phase phase) {
        String state = state(failure);
        if (endsSession(failure) || state.isEmpty()) {
            return phase == Phase.COMMITTING ? Kind.UNKNOWN_OUTCOME : Kind.IO;
        }
        if (NO_SPACE.contains(state)) {
            return Kind.NO_SPACE;
        }
        if (NOT_WRITABLE.contains(state)) {
            return Kind.READ_ONLY;
        }
        if (NOT_LET_IN.contains(state)) {
            return Kind.NOT_ALLOWED;
        }
        if (BUSY.contains(state)) {
            return Kind.LOCKED;
        }
        if (OTHER_TABLES.contains(state)) {
            return Kind.DISPLACED;
        }
        if (state.startsWith("3D")) {
            return Kind.FOREIGN;
        }
        // constraints hold whatever we write ourselves, so that where they do not, the rows are not ours any more
        if (state.startsWith("XX") || state.startsWith("22") || state.startsWith("23")) {
            return Kind.CORRUPT;
        }
        return phase == Phase.COMMITTING && !state.startsWith("40") ? Kind.UNKNOWN_OUTCOME : Kind.IO;
    }

    /** Returns what to do about a failure. */
    static String advice(Kind kind) {
        return switch (kind) {
            case NO_SPACE -> "the server has no space left, or the value is too large for it; nothing was changed";
            case READ_ONLY ->
                "this user may not write there, or the server only reads (a standby, default_transaction_read_only): grant"
                        + " what is missing, or open it read-only";
            case NOT_ALLOWED -> "the server does not let this user in: look at user, password and pg_hba.conf";
            case LOCKED ->
                "somebody else kept the server or a row busy for too long, or had the statement cancelled; try again";
            case CORRUPT -> "what is there is not what was written; restore it from a backup";
            case DISPLACED -> "its tables were dropped, renamed or changed; restore them, and open the system again";
            case FOREIGN -> "there is no such database; make it, or name another one";
            case UNKNOWN_OUTCOME ->
                "the connection failed while the server made it durable; read back whether it happened";
            case IO ->
                "the server or the connection to it failed; nothing was changed: try again when the server is there";
            default -> "it failed";
        };
    }

    /** Returns the failure to open a place. */
    static StorageException notOpened(PostgresPlace place, SQLException failure) {
        Kind kind = kind(failure, Phase.READING);
        return new StorageException(
                kind, "could not open " + place + ": " + advice(kind) + " (" + failure.getMessage() + ")", failure);
    }
}
