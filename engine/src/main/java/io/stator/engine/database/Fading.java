package io.stator.engine.database;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The superseded facts of attributes without history that are still kept, newest first; immutable.
 *
 * <p>When they are more than {@link #KEPT_MAX} after a transaction, all are forgotten at once.
 */
final class Fading {
    /** How many superseded facts of attributes without history a database keeps. */
    static final int KEPT_MAX = 100;

    /** None. */
    static final Fading NONE = new Fading(null, null, 0);

    private final Lives.@Nullable Life newest;
    private final @Nullable Fading rest;
    private final int size;

    private Fading(Lives.@Nullable Life newest, @Nullable Fading rest, int size) {
        this.newest = newest;
        this.rest = rest;
        this.size = size;
    }

    /** Returns these and one more. */
    Fading plus(Lives.Life life) {
        return new Fading(life, this, size + 1);
    }

    boolean isFull() {
        return size > KEPT_MAX;
    }

    /** Returns them, oldest first. */
    List<Lives.Life> lives() {
        List<Lives.Life> lives = new ArrayList<>(size);
        for (Fading each = this; each != null && each.newest != null; each = each.rest) {
            lives.add(each.newest);
        }
        Collections.reverse(lives);
        return lives;
    }

    /** Returns these without some that are gone. */
    Fading without(Collection<Lives.Life> gone) {
        Set<Lives.Life> set = new HashSet<>(gone);
        Fading left = NONE;
        for (Lives.Life life : lives()) {
            left = set.contains(life) ? left : left.plus(life);
        }
        return left;
    }
}
