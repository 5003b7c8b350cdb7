package io.stator.storage.dynamodb;

import io.stator.dynamodb.Item;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The key of an item; see {@code docs/dynamodb-format.md} for all there are. */
record Place(String partition, String sort) {
    /** The attribute of the partition key. */
    static final String PARTITION = "p";

    /** The attribute of the sort key. */
    static final String SORT = "s";

    /** How many bytes a sort key can have. */
    static final int SORT_BYTES_MAX = 1024;

    /** How many of those bytes the name of a root, the id of a database or of a segment can be; the rest is what we put around it. */
    static final int NAME_BYTES_MAX = 900;

    /** How many records of a log share a partition key, so that one query reads many and no key has all writes for ever. */
    static final long LOG_CHUNK = 1024;

    /** How many partition keys the segments of a database are spread over. */
    static final int SEGMENT_SPREAD = 64;

    /** How many partition keys the parts of the large records of one chunk are spread over. */
    static final int PART_SPREAD = 16;

    /** The partition of what there is once in a table; no id of a database is empty, so it begins like none of theirs. */
    static final String SYSTEM = "/system";

    static final String ROOTS = "/roots";

    static final String ROOT_PARTS = "/root-parts";

    /** Begins the sort keys of databases. */
    static final String DATABASE_PREFIX = "database/";

    /** Begins the sort keys of segments; those of their parts begin with another letter. */
    static final String SEGMENT_PREFIX = "s";

    /** Begins the sort keys of parts of segments. */
    static final String SEGMENT_PART_PREFIX = "p";

    /** Ends what a part is of, in a sort key. */
    private static final char PART_OF = '\0';

    /** What the table is, and its format. */
    static final Place HEADER = new Place(SYSTEM, "header");

    /** Who writes. */
    static final Place WRITER = new Place(SYSTEM, "writer");

    static Place database(String database) {
        return new Place(SYSTEM, DATABASE_PREFIX + requireShort("the id of a database", database));
    }

    /** Returns the place of a root; an empty name has one, too. */
    static Place root(String name) {
        return new Place(ROOTS, rootSort(name));
    }

    /** Returns what the sort keys of roots begin with whose names begin with a prefix. */
    static String rootSort(String prefix) {
        return "r" + requireShort("the name of a root", prefix);
    }

    static Place rootPart(String name, String token, int part) {
        return new Place(ROOT_PARTS, rootSort(name) + PART_OF + token + "/" + hex(part));
    }

    static Place record(String database, long sequence) {
        return new Place(logPartition(database, sequence / LOG_CHUNK), sequenceSort(sequence));
    }

    static String logPartition(String database, long chunk) {
        return requireShort("the id of a database", database) + "/log/" + hex(chunk);
    }

    /** Returns a sequence number as text of the same order. */
    static String sequenceSort(long sequence) {
        return HexFormat.of().toHexDigits(sequence);
    }

    static Place recordPart(String database, long sequence, String token, int part) {
        return new Place(
                recordPartPartition(database, sequence / LOG_CHUNK, part % PART_SPREAD),
                sequenceSort(sequence) + "/" + token + "/" + hex(part));
    }

    static String recordPartPartition(String database, long chunk, int spread) {
        return requireShort("the id of a database", database) + "/log-parts/" + hex(chunk) + "/" + hex(spread);
    }

    static Place segment(String database, String id) {
        return new Place(
                segmentPartition(database, spread(id, 0)), SEGMENT_PREFIX + requireShort("the id of a segment", id));
    }

    static Place segmentPart(String database, String id, String token, int part) {
        return new Place(
                segmentPartition(database, spread(id, part + 1)),
                SEGMENT_PART_PREFIX + requireShort("the id of a segment", id) + PART_OF + token + "/" + hex(part));
    }

    /** Returns the id of the segment that a part is of, by its sort key. */
    static String segmentOfPart(String sort) {
        return sort.substring(SEGMENT_PART_PREFIX.length(), Math.max(sort.lastIndexOf(PART_OF), 1));
    }

    /** Returns the name of the root that a part is of, by its sort key. */
    static String rootOfPart(String sort) {
        return sort.substring(1, Math.max(sort.lastIndexOf(PART_OF), 1));
    }

    /** Returns the token in the sort key of a part of a root. */
    static String tokenOfRootPart(String sort) {
        return sort.substring(
                sort.lastIndexOf(PART_OF) + 1, Math.max(sort.lastIndexOf('/'), sort.lastIndexOf(PART_OF) + 1));
    }

    static String segmentPartition(String database, int spread) {
        return requireShort("the id of a database", database) + "/segments/" + hex(spread);
    }

    /** Returns one of the partitions of segments; part of the format, like {@link String#hashCode}, which is specified. */
    private static int spread(String id, int part) {
        int hash = id.hashCode() * 0x9E3779B9;
        return Math.floorMod((hash >>> 16) + part, SEGMENT_SPREAD);
    }

    private static String hex(long number) {
        return Long.toHexString(number);
    }

    private static String requireShort(String what, String text) {
        if (text.length() <= NAME_BYTES_MAX && text.chars().allMatch(each -> each < 0x80)) {
            return text;
        }
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > NAME_BYTES_MAX) {
            throw new IllegalArgumentException(what + " must have at most " + NAME_BYTES_MAX
                    + " bytes in a table of DynamoDB: it has " + bytes + ", and begins with "
                    + text.substring(0, Math.min(text.length(), 40)));
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new IllegalArgumentException(
                    what + " must be well-formed Unicode in a table of DynamoDB, without halves of surrogate pairs");
        }
        return text;
    }

    /** Returns the key as an item. */
    Item key() {
        return Item.of(PARTITION, partition, SORT, sort);
    }
}
