package io.stator.dynamodb;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.CRC32;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The place between two items of a query or a scan, to go on from later and elsewhere: {@link #toString} gives a text that may
 * stand in a URL, {@link #parse} reads it.
 *
 * <p>It belongs to a table, an index, a kind of reading (a query in one direction, a scan, a segment of a scan, a parallel scan
 * with its number of segments) and is refused by any other; filters, projections, limits, the values of a key condition and the
 * number of parallel requests may differ. {@link #after} makes one from a key of the caller's, which is not bound in this way, and
 * {@link #key} tells the key. It holds keys of items: its checksum protects against damage, not against readers.
 *
 * <p>Waits and failures: nothing here asks the service; what cannot be is a {@link DynamoException.InvalidRequest} at once.
 */
public final class Cursor {
    /** The longest text of a cursor, in characters. */
    public static final int CHARACTERS_MAX = 4 * 1024 * 1024;

    /** What was read. */
    enum Kind {
        QUERY_ASCENDING("an ascending query"),
        QUERY_DESCENDING("a descending query"),
        SCAN("a scan"),
        PARALLEL_SCAN("a parallel scan"),
        KEY("a key");

        private final String description;

        Kind(String description) {
            this.description = description;
        }
    }

    /** The key of the last item that was delivered of a segment; empty before the first. */
    record Position(int segment, Map<String, AttributeValue> key) {}

    private final Kind kind;
    private final int tableHash;
    private final int indexHash;
    private final int segments;
    private final int next;
    private final List<Position> positions;

    Cursor(Kind kind, int tableHash, int indexHash, int segments, int next, List<Position> positions) {
        this.kind = kind;
        this.tableHash = tableHash;
        this.indexHash = indexHash;
        this.segments = segments;
        this.next = next;
        this.positions = List.copyOf(positions);
    }

    /** Returns the cursor that a selection has come to: segments from {@code next} on are untouched, others end or go on. */
    static Cursor of(Selection selection, int next, List<Position> positions) {
        return new Cursor(
                selection.kind(),
                hash(selection.tableName()),
                hash(selection.index == null ? "" : selection.index),
                selection.segments,
                next,
                positions);
    }

    /**
     * Returns the place behind the item with a key, which need not exist, for any query or scan, or one segment of a scan, of any table
     * with such a key. An index needs the attributes of its own key too.
     */
    public static Cursor after(Item key) {
        return after(key, Codecs.standard());
    }

    static Cursor after(Item key, Codecs codecs) {
        Map<String, AttributeValue> attributes = key.attributes(codecs);
        if (attributes.isEmpty() || attributes.size() > CursorWriter.KEY_ATTRIBUTES_MAX) {
            throw new DynamoException.InvalidRequest("a key must have from 1 to " + CursorWriter.KEY_ATTRIBUTES_MAX
                    + " attributes: " + attributes.size());
        }
        attributes.forEach(CursorWriter::checkKey);
        return new Cursor(Kind.KEY, 0, 0, 1, 0, List.of(new Position(0, Map.copyOf(attributes))));
    }

    /**
     * Returns the key of the last item before this place, with the attributes of the index's key too if it is in an index; nothing for a
     * parallel scan, which has a place in each segment.
     */
    public Optional<Item> key() {
        return kind == Kind.PARALLEL_SCAN
                ? Optional.empty()
                : Optional.of(Item.read(positions.get(0).key(), Codecs.standard()));
    }

    /** Returns the cursor with this text, or throws {@link DynamoException.InvalidRequest} if it is not one. */
    public static Cursor parse(String text) {
        Objects.requireNonNull(text, "text");
        if (text.length() > CHARACTERS_MAX) {
            throw new DynamoException.InvalidRequest(
                    "a cursor must have at most " + CHARACTERS_MAX + " characters: " + text.length());
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException notBase64) {
            throw new DynamoException.InvalidRequest(
                    "a cursor must be the text that Cursor.toString gave, this is another: " + notBase64.getMessage(),
                    notBase64);
        }
        return CursorReader.read(bytes);
    }

    /** Throws {@link DynamoException.InvalidRequest} unless a selection can go on from here. */
    void check(Selection selection) {
        if (kind == Kind.KEY) {
            if (selection.isParallel()) {
                throw new DynamoException.InvalidRequest("a parallel scan must go on from a cursor of its own:"
                        + " a key says nothing about the other segments");
            }
            return;
        }
        if (tableHash != hash(selection.tableName())) {
            throw refused("another table");
        }
        if (indexHash != hash(selection.index == null ? "" : selection.index)) {
            throw refused("another index, or from the table itself");
        }
        if (kind != selection.kind()) {
            throw refused(kind.description + ", and this is " + selection.kind().description);
        }
        if (segments != selection.segments) {
            throw refused("a scan in " + segments + " segments, and this one has " + selection.segments);
        }
        if (kind == Kind.SCAN && positions.get(0).segment() != selection.segment) {
            throw refused(
                    "segment " + positions.get(0).segment() + " of the scan, and this is segment " + selection.segment);
        }
    }

    private static DynamoException.InvalidRequest refused(String from) {
        return new DynamoException.InvalidRequest(
                "a cursor goes on only where it comes from: this one is from " + from);
    }

    Kind kind() {
        return kind;
    }

    int tableHash() {
        return tableHash;
    }

    int indexHash() {
        return indexHash;
    }

    int segments() {
        return segments;
    }

    /** Returns the number of the first segment of a parallel scan that was not begun. */
    int next() {
        return next;
    }

    /** Returns where the segments that were begun and have not ended go on; exactly one unless the scan is parallel. */
    List<Position> positions() {
        return positions;
    }

    private static int hash(String name) {
        CRC32 checksum = new CRC32();
        checksum.update(name.getBytes(StandardCharsets.UTF_8));
        return (int) checksum.getValue();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cursor cursor
                && cursor.kind == kind
                && cursor.tableHash == tableHash
                && cursor.indexHash == indexHash
                && cursor.segments == segments
                && cursor.next == next
                && cursor.positions.equals(positions);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, tableHash, indexHash, segments, next, positions);
    }

    /** Returns a text of letters, digits, {@code -} and {@code _} that {@link #parse} reads. */
    @Override
    public String toString() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(CursorWriter.write(this));
    }
}
