package io.stator.engine.segment;

import io.stator.engine.datom.Fact;

/**
 * What a directory knows of a stored block below it.
 *
 * @param name the id of the block among the segments of the database
 * @param count how many facts are in it or below it
 * @param firstT the t of the earliest of them
 * @param lastT the t of the latest
 * @param checksum the checksum its bytes end with
 * @param size how many bytes it has
 * @param separator a fact that none of them comes before, and that comes behind all facts of the entries before
 */
public record ChildEntry(String name, long count, long firstT, long lastT, int checksum, int size, Fact separator) {

    /** Returns the entry of a segment that was encoded to these bytes. */
    public static ChildEntry of(String name, Segment segment, byte[] bytes, Fact separator) {
        return new ChildEntry(
                name,
                segment.size(),
                segment.firstT(),
                segment.lastT(),
                Segment.checksum(bytes),
                bytes.length,
                separator);
    }

    /** Returns the entry of a directory that was encoded to these bytes. */
    public static ChildEntry of(String name, Directory directory, byte[] bytes) {
        return new ChildEntry(
                name,
                directory.count(),
                directory.firstT(),
                directory.lastT(),
                Segment.checksum(bytes),
                bytes.length,
                directory.children().get(0).separator());
    }

    /** Returns the entry of the same block with other bytes, as at another place. */
    public ChildEntry of(byte[] bytes) {
        return new ChildEntry(name, count, firstT, lastT, Segment.checksum(bytes), bytes.length, separator);
    }

    /** Checks that some bytes are those that this entry speaks of. */
    public void check(SegmentId id, byte[] bytes) {
        if (bytes.length != size || size < Envelope.SIZE_MIN || Segment.checksum(bytes) != checksum) {
            throw id.damaged(
                    "it must be the one that its directory names: size=" + bytes.length + " expected=" + size
                            + ", or the checksum is another",
                    null);
        }
    }

    /** Checks that what was read has as many facts and the times that this entry tells. */
    void check(SegmentId id, long foundCount, long foundFirstT, long foundLastT) {
        if (foundCount != count || foundFirstT != firstT || foundLastT != lastT) {
            throw id.damaged(
                    "it must hold what its directory tells: count=" + foundCount + " firstT=" + foundFirstT + " lastT="
                            + foundLastT + ", told are " + count + ", " + firstT + " and " + lastT,
                    null);
        }
    }
}
