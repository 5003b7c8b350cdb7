package io.stator.storage.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * How much of an SQLite file is free, and how much of that is given back to the file system.
 *
 * <p>What is written next uses free pages first, so room is given back only when more is free than that is likely to need.
 *
 * @param pages the pages of the file
 * @param free those of them that are free
 * @param isKept whether the file gives no room back before it is written anew, as those of earlier releases
 */
record Room(long pages, long free, boolean isKept) {

    /** So many pages are given back at once, so that no writer waits for long. */
    private static final int STEP_PAGES = 64;

    /** So many are when nobody writes any more. */
    private static final int LAST_STEP_PAGES = 512;

    /** So many free pages are kept when nothing is written any more. */
    private static final long CLOSED_PAGES = 128;

    /** Or this part of those that are in use, if that is more. */
    private static final long CLOSED_PART = 16;

    /** So many free pages are kept as long as something may be written; or as many as are in use, if that is more. */
    private static final long OPEN_PAGES = 4_096;

    /** Says of which version a file is. */
    static final String NEWEST_FORMAT = "PRAGMA user_version = " + Tables.FORMAT_VERSION;

    private static final String CAN_BE_MOVED = "PRAGMA auto_vacuum = INCREMENTAL";
    private static final String PAGES = "PRAGMA page_count";
    private static final String FREE = "PRAGMA freelist_count";
    private static final String MOVED = "PRAGMA auto_vacuum";

    /** What {@link #MOVED} says of a file whose pages are moved when that is asked for. */
    private static final long MOVED_WHEN_ASKED = 2;

    /** Says of a file in which nothing is yet how large its pages are, and that they can be moved. */
    static void setPages(Connection connection) throws SQLException {
        SqliteDialect.run(connection, "PRAGMA page_size = " + Tables.PAGE_BYTES);
        SqliteDialect.run(connection, CAN_BE_MOVED);
    }

    /**
     * Has a file whose pages cannot be moved say that it is of the format in which they can, durably, and its next writing anew make it so.
     *
     * @return whether it was such a file
     */
    static boolean announce(Session writer) throws SQLException {
        if (!of(writer).isKept) {
            return false;
        }
        writer.transact(inside -> {
            SqliteDialect.run(inside.connection(), NEWEST_FORMAT);
            return true;
        });
        SqliteDialect.run(writer.connection(), CAN_BE_MOVED);
        return true;
    }

    /** Returns that of the file of a session. */
    static Room of(Session session) throws SQLException {
        return new Room(number(session, PAGES), number(session, FREE), number(session, MOVED) != MOVED_WHEN_ASKED);
    }

    private static long number(Session session, String pragma) throws SQLException {
        try (ResultSet found = session.statement(pragma).executeQuery()) {
            return found.next() ? found.getLong(1) : 0;
        }
    }

    /**
     * Gives some pages back, if that is worth it, in the transaction that is under way; those at the end of the file are moved to where others
     * are free.
     *
     * @param last whether nothing is written any more
     * @return whether there are more to give back
     */
    boolean giveBack(Session session, boolean last) throws SQLException {
        long used = pages - free;
        long kept = last ? Math.max(CLOSED_PAGES, used / CLOSED_PART) : Math.max(OPEN_PAGES, used);
        long given = Math.min(last ? LAST_STEP_PAGES : STEP_PAGES, free - kept);
        if (isKept || given <= 0) {
            return false;
        }
        try (Statement statement = session.connection().createStatement()) {
            // only this way of the driver goes through all steps of a statement that has no rows: each is one page
            int unused = statement.executeUpdate("PRAGMA incremental_vacuum(" + given + ")");
        }
        return free - kept > given;
    }
}
