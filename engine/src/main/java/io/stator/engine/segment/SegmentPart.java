package io.stator.engine.segment;

/**
 * Facts that are next to each other in a segment.
 *
 * @param segment what they are in
 * @param from the position of the first
 * @param to the position behind the last
 */
public record SegmentPart(Segment segment, int from, int to) {
    /** Returns how many facts there are. */
    public int size() {
        return to - from;
    }

    /** Returns the position behind the last fact, from a position on, whose value is kept as the one there is. */
    public int endOfKind(int position) {
        return segment.isOfOneKind() ? to : segment.endOfKind(position, to);
    }
}
