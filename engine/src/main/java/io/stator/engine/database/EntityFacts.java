package io.stator.engine.database;

import io.stator.engine.datom.Fact;
import io.stator.engine.index.FactCursor;
import io.stator.engine.index.Prefix;
import io.stator.engine.segment.Segment;
import io.stator.engine.segment.SegmentPart;
import org.jspecify.annotations.Nullable;

/** A pass over the facts of an entity, in which only those become objects that are asked for; not thread-safe. */
public final class EntityFacts {
    /** The attribute where there are no more facts. */
    public static final int END = Integer.MAX_VALUE;

    /** How many facts are passed over one by one before the index is asked for the next attribute. */
    private static final int PASSED_MAX = 16;

    private final DatabaseValue database;
    private final long entity;
    private FactCursor cursor;

    /** Where the current fact is when it is in a segment. */
    private @Nullable SegmentPart part;

    private int position;

    /** The current fact when it is an object. */
    private @Nullable Fact fact;

    private int attribute;

    /** Begins with the first fact of an entity. */
    public EntityFacts(DatabaseValue database, long entity) {
        this.database = database;
        this.entity = entity;
        this.cursor = database.facts(Prefix.entity(entity));
        read();
    }

    /** Returns the attribute of the current fact, or {@link #END}. */
    public int attribute() {
        return attribute;
    }

    /** Returns the current fact, of which there must be one. */
    public Fact fact() {
        Fact object = fact;
        SegmentPart stored = part;
        if (object == null && stored != null) {
            object = stored.segment().fact(position);
            fact = object;
        }
        if (object == null) {
            throw new IllegalStateException("there must be another fact: entity=" + entity);
        }
        return object;
    }

    /** Goes to the next fact. */
    public void next() {
        SegmentPart stored = part;
        if (stored != null && ++position < stored.to()) {
            enter(stored.segment());
        } else {
            read();
        }
    }

    private void enter(Segment segment) {
        fact = null;
        attribute = segment.entities().get(position) == entity ? segment.attribute(position) : END;
    }

    /** Goes on to the first fact that is not of an attribute before this one. */
    public void to(int wanted) {
        for (int passed = 0; attribute < wanted; passed++) {
            if (passed == PASSED_MAX) {
                cursor = database.factsFrom(Prefix.entityAttribute(entity, wanted));
                part = null;
            }
            next();
        }
    }

    private void read() {
        SegmentPart stored = cursor.nextPart();
        part = stored;
        if (stored != null) {
            position = stored.from();
            enter(stored.segment());
            return;
        }
        Fact object = cursor.next();
        fact = object;
        attribute = object == null || object.e != entity ? END : object.a;
    }
}
