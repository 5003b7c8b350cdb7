package io.stator.storage.dynamodb;

import static io.stator.dynamodb.Expression.expression;

import io.stator.dynamodb.Expression;
import io.stator.dynamodb.Item;
import io.stator.engine.storage.Root;
import io.stator.engine.storage.Roots;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The roots of a system; safe for use by several threads.
 *
 * <p>A root carries the epoch of the opening that last read it to write, or set it. One with a smaller epoch cannot set it any more.
 */
record TableRoots(TableSystem place) implements Roots {
    /** How often a root is read again that others change meanwhile. */
    private static final int ATTEMPTS_MAX = 100;

    private static final String REVISION = "r";
    private static final String OPENING = "o";
    private static final String MARK = "m";
    private static final String CHECK = "c";

    @Override
    public Optional<Root> read(String name) {
        Place at = Place.root(name);
        for (int i = 0; i < ATTEMPTS_MAX; i++) {
            Item head = place.calls()
                    .get(Call.ROOT_READ, "read " + title(name), at, true)
                    .orElse(null);
            if (head == null) {
                return Optional.empty();
            }
            byte[] bytes = bytes(name, at, head);
            if (bytes != null && claimed(name, at, head)) {
                return Optional.of(new Root(Fields.number(head, REVISION, -1), bytes));
            }
            if (bytes == null && isSame(name, at, head)) {
                throw place.calls().damaged(title(name), "its bytes are not there, or only some of them");
            }
        }
        throw new StorageException(
                Kind.BUSY, "could not read " + title(name) + ": it is changed by others all the time; try again");
    }

    private boolean isSame(String name, Place at, Item head) {
        return place.calls()
                .get(Call.ROOT_READ, "read " + title(name), at, true)
                .filter(again -> mark(again).equals(mark(head)))
                .isPresent();
    }

    private byte @Nullable [] bytes(String name, Place at, Item head) {
        byte[] bytes = place.blobs().read(head, "read " + title(name), parts(name), true);
        if (bytes != null && check(at, Fields.number(head, REVISION, 0), bytes) != Fields.number(head, CHECK, -1)) {
            throw place.calls().damaged(title(name), "its checksum is not that of what it holds");
        }
        return bytes;
    }

    /** Has former writers not set a root any more, unless it was changed meanwhile. */
    private boolean claimed(String name, Place at, Item head) {
        Owner owner = place.owner();
        if (owner == null || Fields.number(head, OPENING, 0) >= owner.epoch()) {
            return true;
        }
        String what = "take over " + title(name);
        String mark = UUID.randomUUID().toString();
        Item item = head.with(OPENING, owner.epoch()).with(MARK, mark);
        Put put = place.calls()
                .put(
                        Call.ROOT_PUT,
                        what,
                        item,
                        expression(MARK + " = ?", mark(head)),
                        found -> mark.equals(mark(found)));
        return put.done();
    }

    private static String mark(Item head) {
        return String.valueOf(Fields.text(head, MARK));
    }

    @Override
    public boolean compareAndSet(String name, long expectedRevision, byte[] bytes) {
        String what = "set " + title(name);
        Owner owner = place.writer(what);
        Place at = Place.root(name);
        long revision = expectedRevision + 1;
        String mark = UUID.randomUUID().toString();
        Item old = expectedRevision == ABSENT
                ? null
                : place.calls().get(Call.ROOT_READ, what, at, true).orElse(null);
        if (expectedRevision != ABSENT && (old == null || Fields.number(old, REVISION, 0) != expectedRevision)) {
            return false;
        }
        Item head = at.key()
                .with(REVISION, revision)
                .with(OPENING, owner.epoch())
                .with(MARK, mark)
                .with(CHECK, check(at, revision, bytes));
        Item item = place.blobs().with(head, bytes, what, parts(name));
        Expression condition = expectedRevision == ABSENT
                ? Calls.ABSENT
                : expression(REVISION + " = ? AND " + OPENING + " <= ?", expectedRevision, owner.epoch());
        Put put = place.calls().put(Call.ROOT_PUT, what, item, condition, found -> mark.equals(mark(found)));
        Item loose = put.done() ? old : item;
        if (loose != null) {
            place.blobs().delete(loose, "delete the old parts of " + title(name), parts(name));
        }
        if (put.other()
                .filter(found -> Fields.number(found, OPENING, 0) > owner.epoch())
                .isPresent()) {
            throw owner.fenced();
        }
        return put.done();
    }

    @Override
    public List<String> names(String prefix) {
        List<String> names = new ArrayList<>();
        for (Item item : place.calls()
                .list(
                        Call.ROOT_READ,
                        "list roots",
                        place.calls()
                                .prefix(Place.ROOTS, Place.rootSort(prefix))
                                .project(Place.SORT))) {
            names.add(String.valueOf(Fields.text(item, Place.SORT)).substring(1));
        }
        names.sort(null);
        return names;
    }

    /** Deletes all roots whose names begin with a prefix. */
    void deleteAll(String prefix) {
        for (String name : names(prefix)) {
            Place at = Place.root(name);
            String what = "delete " + title(name);
            place.calls()
                    .get(Call.DELETE, what, at, true)
                    .ifPresent(head -> place.blobs().delete(head, what, parts(name)));
            place.calls().deleteAll(what, List.of(at.key()));
        }
    }

    private long check(Place at, long revision, byte[] bytes) {
        return Check.of(place.system(), at).add(revision).add(bytes).value();
    }

    private static Blobs.Parts parts(String name) {
        return (token, part) -> Place.rootPart(name, token, part);
    }

    private static String title(String name) {
        return "root " + name;
    }
}
