package io.stator.storage.dynamodb;

import static io.stator.dynamodb.Expression.expression;

import io.stator.dynamodb.Expression;
import io.stator.dynamodb.Item;
import io.stator.engine.storage.Root;
import io.stator.engine.storage.Roots;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The roots of a system; safe for use by several threads.
 *
 * <p>A root carries the epoch of the opening that last read it to write, or set it. One with a smaller epoch cannot set it any more, and is
 * told so when it reads it: it would take what a later one is doing for what an earlier one has left behind. A root
 * that is not there has such an item, too, once a process that may set it has looked: its revision is {@link Roots#ABSENT}.
 *
 * @param isUsed tells which databases this process uses
 */
record TableRoots(TableSystem place, Predicate<String> isUsed) implements Roots {
    /** How often a root is read again that others change meanwhile. */
    private static final int ATTEMPTS_MAX = 100;

    private static final String REVISION = "r";
    private static final String OPENING = "o";
    private static final String MARK = "m";
    private static final String CHECK = "c";
    private static final byte[] NOTHING = {};

    @Override
    public Optional<Root> read(String name) {
        Place at = Place.root(name);
        for (int i = 0; i < ATTEMPTS_MAX; i++) {
            Item head = place.calls()
                    .get(Call.ROOT_READ, "read " + title(name), at, true)
                    .orElse(null);
            requireRoot(name, head);
            requireNewest(head);
            if (head == null && name.equals(CATALOG)) {
                requireNoDatabases(at);
            }
            if (head == null || isAbsent(head)) {
                if (isOfNoDatabase(name) || claimedAbsent(name, at, head)) {
                    return Optional.empty();
                }
                continue;
            }
            byte[] bytes = bytes(name, at, head);
            if (bytes != null && claimed(name, at, head)) {
                return Optional.of(root(head, bytes));
            }
            if (bytes == null && isSame(name, at, head)) {
                throw place.calls().damaged(title(name), "its bytes are not there, or only some of them");
            }
        }
        throw new StorageException(
                Kind.BUSY, "could not read " + title(name) + ": it is changed by others all the time; try again");
    }

    /** Makes sure that what is in the place of a root is one. */
    private void requireRoot(String name, @Nullable Item head) {
        if (head != null && !head.has(MARK)) {
            throw place.calls().damaged(title(name), "what is in its place is no root");
        }
    }

    /** Makes sure that there are no databases, unless their names came meanwhile, where there is nothing that names them. */
    private void requireNoDatabases(Place at) {
        boolean lost = Databases.hasAny(place.calls())
                && place.calls()
                        .get(Call.ROOT_READ, "read " + title(CATALOG), at, true)
                        .isEmpty();
        if (lost) {
            throw place.calls().damaged(title(CATALOG), "it is missing, and there are databases");
        }
    }

    /**
     * Returns some roots, all read strongly. A process that only reads asks for all in one request; one that writes asks for each, all at the
     * same time, since it may have to take them over.
     */
    @Override
    public List<Optional<Root>> readAll(List<String> names) {
        List<Optional<Root>> all = new ArrayList<>(Collections.nCopies(names.size(), Optional.empty()));
        List<Integer> wanted = IntStream.range(0, names.size()).boxed().toList();
        if (!place.isReading()) {
            place.calls().together().each(wanted, i -> all.set(i, read(names.get(i)))); // each place by one thread
            return all;
        }
        List<Place> places = names.stream().map(Place::root).toList();
        List<Optional<Item>> heads = place.calls().getAll(Call.ROOT_READ, "read roots " + names, places, true);
        for (int i : wanted) {
            Item head = heads.get(i).orElse(null);
            all.set(i, read(names.get(i), places.get(i), head));
        }
        return all;
    }

    /** Returns a root by its head, and looks again where that is not all there is to say. */
    private Optional<Root> read(String name, Place at, @Nullable Item head) {
        if (head == null && !name.equals(CATALOG) || head != null && head.has(MARK) && isAbsent(head)) {
            return Optional.empty();
        }
        byte[] bytes = head == null || !head.has(MARK) ? null : bytes(name, at, head);
        return head == null || bytes == null ? read(name) : Optional.of(root(head, bytes));
    }

    private static Root root(Item head, byte[] bytes) {
        return new Root(Fields.number(head, REVISION, -1), bytes);
    }

    /** Makes sure that what a root says is not from a later opening, and no business of a process that wrote before. */
    private void requireNewest(@Nullable Item head) {
        Owner owner = place.owner();
        if (owner != null && head != null && Fields.number(head, OPENING, 0) > owner.epoch()) {
            throw owner.fenced();
        }
    }

    private static boolean isAbsent(Item head) {
        return Fields.number(head, REVISION, -1) == ABSENT;
    }

    /** Has former writers not make a root any more that is not there, unless it was made meanwhile. */
    private boolean claimedAbsent(String name, Place at, @Nullable Item head) {
        Owner owner = place.owner();
        if (owner == null || head != null && Fields.number(head, OPENING, 0) >= owner.epoch()) {
            return true;
        }
        String what = "take over " + title(name);
        String mark = UUID.randomUUID().toString();
        Item item = at.key()
                .with(REVISION, ABSENT)
                .with(OPENING, owner.epoch())
                .with(MARK, mark)
                .with(CHECK, check(at, ABSENT, NOTHING));
        return place.calls()
                .put(
                        Call.ROOT_PUT,
                        what,
                        item,
                        head == null ? Calls.ABSENT : expression(MARK + " = ?", mark(head)),
                        found -> mark.equals(mark(found)))
                .done();
    }

    /** Returns whether a root would be one of a database that is not used here, because it was deleted. */
    private boolean isOfNoDatabase(String name) {
        int end = name.indexOf('/');
        return end > 0 && !isUsed.test(name.substring(0, end));
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

    /**
     * Deletes the parts that no root names, of processes that ended before they put the root, or before they deleted what it had before. Nothing in
     * this process uses roots yet; each is taken over first, so that nobody before puts one that names such parts.
     */
    void deleteLoose() {
        String what = "delete loose parts of roots";
        Map<String, List<Item>> parts = new TreeMap<>();
        for (Item key : place.calls()
                .list(
                        Call.DELETE,
                        what,
                        place.calls().partition(Place.ROOT_PARTS).project(Place.PARTITION, Place.SORT))) {
            parts.computeIfAbsent(Place.rootOfPart(sort(key)), absent -> new ArrayList<>())
                    .add(key);
        }
        parts.forEach((name, keys) -> {
            String used = usedToken(name);
            List<Item> loose = keys.stream()
                    .filter(key -> isLoose(Place.tokenOfRootPart(sort(key)), used))
                    .toList();
            place.calls().deleteAll(what, loose);
        });
    }

    private boolean isLoose(String token, String used) {
        return !token.equals(used) && place.blobs().isMineOrOlder(token);
    }

    private static String sort(Item key) {
        return String.valueOf(Fields.text(key, Place.SORT));
    }

    /** Takes a root over, and returns the token of its parts, or nothing if it has none. */
    private String usedToken(String name) {
        Place at = Place.root(name);
        for (int i = 0; i < ATTEMPTS_MAX; i++) {
            Item head = place.calls()
                    .get(Call.ROOT_READ, "read " + title(name), at, true)
                    .orElse(null);
            requireRoot(name, head);
            requireNewest(head);
            if (isOfDeleted(name)) {
                if (head != null) {
                    place.calls().deleteAll("delete " + title(name) + ", whose database is deleted", List.of(at.key()));
                }
                return "";
            }
            if (head == null || isAbsent(head)) {
                if (claimedAbsent(name, at, head)) {
                    return "";
                }
            } else if (claimed(name, at, head)) {
                String token = Blobs.token(head);
                return token == null ? "" : token;
            }
        }
        throw new StorageException(
                Kind.BUSY, "could not read " + title(name) + ": it is changed by others all the time; try again");
    }

    /** Returns whether a root is of a database that is deleted, or being deleted: who was taken over may have set it since. */
    private boolean isOfDeleted(String name) {
        int end = name.indexOf('/');
        if (end <= 0) {
            return false;
        }
        DatabaseItem database = place.databases().read(name.substring(0, end));
        return database.isAbsent() || database.deleting();
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
                : place.calls()
                        .get(Call.ROOT_READ, what, at, true)
                        .filter(found -> !isAbsent(found))
                        .orElse(null);
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
                ? expression(
                        "attribute_not_exists(" + Place.PARTITION + ") OR (" + REVISION + " = ? AND " + OPENING
                                + " <= ?)",
                        ABSENT,
                        owner.epoch())
                : expression(REVISION + " = ? AND " + OPENING + " <= ?", expectedRevision, owner.epoch());
        Put put = place.calls().put(Call.ROOT_PUT, what, item, condition, found -> mark.equals(mark(found)));
        Item loose = put.done() ? old : item;
        if (loose != null && !isNamed(loose, put)) {
            place.blobs().delete(loose, "delete the old parts of " + title(name), parts(name));
        }
        boolean fenced = put.other()
                .filter(found -> Fields.number(found, OPENING, 0) > owner.epoch())
                .isPresent();
        if (put.unsure()) {
            String since = fenced ? String.valueOf(owner.fenced().getMessage()) : "another one has set it since";
            throw place.calls().unknown(what, since);
        }
        if (fenced) {
            throw owner.fenced();
        }
        return put.done();
    }

    /** Returns whether the parts of an item are those of what is there instead: who took a root over that was set has them, too. */
    private static boolean isNamed(Item item, Put put) {
        String token = Blobs.token(item);
        return token != null
                && put.other().filter(found -> token.equals(Blobs.token(found))).isPresent();
    }

    @Override
    public List<String> names(String prefix) {
        return names(prefix, item -> !isAbsent(item));
    }

    private List<String> names(String prefix, Predicate<Item> which) {
        List<String> names = new ArrayList<>();
        for (Item item : place.calls()
                .list(
                        Call.ROOT_READ,
                        "list roots",
                        place.calls()
                                .prefix(Place.ROOTS, Place.rootSort(prefix))
                                .project(Place.SORT, REVISION))) {
            if (which.test(item)) {
                names.add(String.valueOf(Fields.text(item, Place.SORT)).substring(1));
            }
        }
        names.sort(null);
        return names;
    }

    /** Deletes all roots whose names begin with a prefix, and what stands where one could be. */
    void deleteAll(String prefix) {
        for (String name : names(prefix, item -> true)) {
            Place at = Place.root(name);
            String what = "delete " + title(name);
            Optional<Item> head = place.calls().get(Call.DELETE, what, at, true);
            place.calls().deleteAll(what, List.of(at.key()));
            head.ifPresent(gone -> place.blobs().delete(gone, what, parts(name)));
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
