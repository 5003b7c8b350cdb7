package io.stator.storage.jdbc;

import java.util.List;
import java.util.UUID;

/** The tables of a system and their statements, and how a file of SQLite makes them. */
final class Tables {

    /** Marks our files; the letters "Stat". */
    static final int APPLICATION_ID = 0x53746174;

    /** The version of the tables below in a file that can give room back in steps; a file of a newer one is refused. */
    static final int FORMAT_VERSION = 3;

    /** The version whose files have the same tables and keep what room is free, until they are written anew. */
    static final int FORMAT_VERSION_KEEPING_ROOM = 2;

    /** The version without links between records, which is rewritten when it is opened. */
    static final int FORMAT_VERSION_UNLINKED = 1;

    static final int PAGE_BYTES = 8_192;

    /** The greatest page on which a table begins in a file that can give room back: the first two have the header and the map of pages. */
    static final int LAST_TABLE_PAGE = 7;

    /** The row of the table of states that says what the file is. */
    static final long SLOT_SYSTEM = 1;

    /** The row that counts databases and roots. */
    static final long SLOT_SUMMARY = 2;

    /** The row that is written to when nothing else is. */
    static final long SLOT_PROBE = 3;

    /**
     * The tables. None has an index beside it that could differ from it. The records of a database are neighbours in one tree that
     * grows at its end: position = number * 2^40 + sequence.
     */
    static final List<String> ALL = List.of(
            "CREATE TABLE state (slot INTEGER PRIMARY KEY, crc INTEGER NOT NULL, bytes BLOB NOT NULL)",
            "CREATE TABLE databases (number INTEGER PRIMARY KEY, id TEXT NOT NULL, first INTEGER NOT NULL,"
                    + " mark_before INTEGER NOT NULL, next INTEGER NOT NULL, epoch INTEGER NOT NULL,"
                    + " link INTEGER NOT NULL, crc INTEGER NOT NULL)",
            "CREATE TABLE log (position INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, link INTEGER NOT NULL,"
                    + " bytes BLOB NOT NULL)",
            "CREATE TABLE segments (database INTEGER NOT NULL, id TEXT NOT NULL, crc INTEGER NOT NULL,"
                    + " bytes BLOB NOT NULL, PRIMARY KEY (database, id)) WITHOUT ROWID",
            "CREATE TABLE roots (name TEXT PRIMARY KEY, revision INTEGER NOT NULL, crc INTEGER NOT NULL,"
                    + " bytes BLOB NOT NULL) WITHOUT ROWID");

    static final String SET_STATE = "INSERT INTO state (slot, crc, bytes) VALUES (?, ?, ?)"
            + " ON CONFLICT (slot) DO UPDATE SET crc = excluded.crc, bytes = excluded.bytes";
    static final String GET_STATE = "SELECT crc, bytes FROM state WHERE slot = ?";
    static final String PROBE = "UPDATE state SET crc = crc + 1 WHERE slot = " + SLOT_PROBE;
    static final String PUT_RECORD = "INSERT INTO log (position, epoch, link, bytes) VALUES (?, ?, ?, ?)";
    static final String ADD_DATABASE = "INSERT INTO databases (first, mark_before, next, epoch, link, crc, number, id)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    static final String CHANGE_DATABASE =
            "UPDATE databases SET first = ?, mark_before = ?, next = ?, epoch = ?, link = ?, crc = ?"
                    + " WHERE number = ? AND id = ?";
    static final String ALL_DATABASES =
            "SELECT number, id, first, mark_before, next, epoch, link, crc FROM databases ORDER BY number";
    static final String PUT_ROOT = "INSERT INTO roots (name, revision, crc, bytes) VALUES (?, ?, ?, ?)"
            + " ON CONFLICT (name) DO UPDATE SET revision = excluded.revision, crc = excluded.crc, bytes = excluded.bytes";
    static final String ALL_ROOTS = "SELECT name, revision, crc, bytes FROM roots ORDER BY name";
    static final String PUT_SEGMENT = "INSERT INTO segments (database, id, crc, bytes) VALUES (?, ?, ?, ?)";

    private Tables() {}

    /** Returns the checksum of a root. */
    static long rootChecksum(UUID system, String name, long revision, byte[] bytes) {
        return Checksum.of(system).text(name).number(revision).bytes(bytes).value();
    }

    /** Returns the checksum of a segment. */
    static long segmentChecksum(String database, String id, byte[] bytes) {
        return new Checksum().text(database).text(id).bytes(bytes).value();
    }
}
