package io.stator.storage.dynamodb.cluster;

import io.stator.Database;
import io.stator.Datom;
import io.stator.Index;
import io.stator.Results;
import io.stator.edn.Keyword;
import io.stator.simulation.World;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Facts that are excised, and what may be seen of them: those of a value that nobody excised up to its t, without fail those that nobody ever
 * excised. What the log has not any more is known by the transactions that put it there, whose marks stay.
 */
final class Secrets {
    /** The attribute of what is excised. */
    static final Keyword TEXT = Keyword.of("s", "text");

    private static final int LETTERS = 24;

    /** A value that somebody looked at, all of its past. */
    private record Look(String who, long t, long asOf, Set<String> texts) {}

    private final World world;
    private final List<Look> looks = new ArrayList<>();

    /** The works that put a secret somewhere, or take all of a place away, by their t. */
    private final TreeMap<Long, Work> works = new TreeMap<>();

    Secrets(World world) {
        this.world = world;
    }

    /** Returns the secret of a transaction, which no other one has, and which no compression makes shorter. */
    static String text(int number) {
        SplittableRandom letters = new SplittableRandom(number);
        StringBuilder text = new StringBuilder("secret-" + number + "-");
        for (int i = 0; i < LETTERS; i++) {
            text.append((char) ('a' + letters.nextInt(26)));
        }
        return text.toString();
    }

    /** Looks at all that a value still has, or had as of a t. */
    void look(String who, Database db, long asOf) {
        Set<String> texts = texts(asOf < db.t() ? db.asOf(asOf) : db);
        looks.add(new Look(who, db.t(), asOf, texts));
        world.note(who + " sees secrets " + texts.hashCode() + " at " + db.t() + " as of " + asOf);
    }

    private static Set<String> texts(Database db) {
        Set<String> texts = new HashSet<>();
        if (db.entityId(TEXT).isPresent()) {
            for (Datom datom : db.history().datoms(Index.AEVT, TEXT).limit(Results.NO_LIMIT)) {
                texts.add((String) datom.v());
            }
        }
        return texts;
    }

    /** Takes note of a transaction of the log. */
    void add(long t, Work work, Set<String> logged) {
        works.put(t, work);
        if (work.kind() != Work.Kind.HIDE && !logged.isEmpty()) {
            world.fail(work + " has secrets at t=" + t + ": " + logged, null);
        }
    }

    /** Returns whether what was put at a t is excised up to another one. */
    private boolean isExcised(long t, Work work, long until) {
        return works.subMap(t, false, until, true).values().stream()
                .anyMatch(other -> other.kind() == Work.Kind.EXCISE && other.place() == work.place());
    }

    private Set<String> kept(long asOf, long until) {
        Set<String> kept = new HashSet<>();
        works.headMap(asOf, true).forEach((t, work) -> {
            if (work.kind() == Work.Kind.HIDE && !isExcised(t, work, until)) {
                kept.add(text(work.number()));
            }
        });
        return kept;
    }

    /** Checks what was seen, and what the log still has. */
    void finish(Set<String> logged) {
        if (!logged.equals(kept(Long.MAX_VALUE, Long.MAX_VALUE))) {
            world.fail("the log has " + logged + ", not " + kept(Long.MAX_VALUE, Long.MAX_VALUE), null);
        }
        for (Look look : looks) {
            Set<String> more = new HashSet<>(look.texts);
            more.removeAll(kept(look.asOf, look.t));
            Set<String> missing = kept(look.asOf, Long.MAX_VALUE);
            missing.removeAll(look.texts);
            if (!more.isEmpty() || !missing.isEmpty()) {
                world.fail(
                        look.who + " saw at t=" + look.t + " as of " + look.asOf + " secrets that were excised: " + more
                                + ", and did not see " + missing,
                        null);
            }
        }
    }

    /** Returns all that must not be in the table any more. */
    Set<String> excised() {
        Set<String> excised = new HashSet<>();
        Set<String> kept = kept(Long.MAX_VALUE, Long.MAX_VALUE);
        works.values().stream()
                .filter(work -> work.kind() == Work.Kind.HIDE)
                .map(work -> text(work.number()))
                .filter(text -> !kept.contains(text))
                .forEach(excised::add);
        return excised;
    }
}
