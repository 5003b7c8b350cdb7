package io.stator.storage.jdbc;

/**
 * The statements that read a part of the log or of the segments, so that what is read together has about {@link #BYTES_MAX}; one record
 * or segment may be larger.
 *
 * @param records takes the position to begin with and the one to end before
 * @param segments takes the number of a database and the id in it to begin behind
 */
record Chunks(String records, String segments) {

    /** The rows and bytes after which reading hands over what it has. */
    static final int ROWS_MAX = 1_000;

    static final int BYTES_MAX = 1 << 20;

    private static final String RECORDS = "SELECT position, epoch, link, bytes";
    private static final String RECORDS_FROM =
            " FROM log WHERE position >= ? AND position < ? ORDER BY position LIMIT " + ROWS_MAX;
    private static final String SEGMENTS = "SELECT database, id, crc, bytes";
    private static final String SEGMENTS_FROM =
            " FROM segments WHERE (database, id) > (?, ?) ORDER BY database, id LIMIT " + ROWS_MAX;

    /** The ones where rows are made while they are read. */
    static final Chunks ROW_BY_ROW = new Chunks(RECORDS + RECORDS_FROM, SEGMENTS + SEGMENTS_FROM);

    /** The ones of a driver that keeps all rows of an answer in memory. */
    static final Chunks AT_ONCE =
            new Chunks(cut(RECORDS, "position", RECORDS_FROM), cut(SEGMENTS, "database, id", SEGMENTS_FROM));

    /** Returns a statement that leaves out the rows before which there are enough bytes. */
    private static String cut(String columns, String order, String from) {
        String before = "sum(octet_length(bytes)) OVER (ORDER BY " + order + ") - octet_length(bytes) AS before";
        return columns + " FROM (" + columns + ", " + before + from + ") AS part WHERE before < " + BYTES_MAX
                + " ORDER BY " + order;
    }
}
