package io.stator.engine.care;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with a database, as sentences for people; not thread-safe. */
final class Findings {
    /** So many are told, and of the others how many there are. */
    static final int DAMAGES_MAX = 50;

    private static final String REBUILD =
            ": 'stator compact --rebuild' (CompactOptions.fromLog) makes the indexes of the log";
    private static final String RESTORE = ": restore a backup, or what is left with 'stator export'";

    private final List<String> damages = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private long untold;

    /** Takes note of damage of an index, which can be made of the log again. */
    void index(String what) {
        damage(what + REBUILD);
    }

    /** Takes note of damage of the log, which nothing else has. */
    void log(String what) {
        damage(what + RESTORE);
    }

    private void damage(String what) {
        if (damages.size() < DAMAGES_MAX) {
            damages.add(what);
        } else {
            untold++;
        }
    }

    /** Takes note of something that is no damage. */
    void note(String what) {
        notes.add(what);
    }

    /** Returns whether nothing is wrong so far. */
    boolean isWhole() {
        return damages.isEmpty();
    }

    /** Returns what is wrong. */
    List<String> damages() {
        if (untold == 0) {
            return damages;
        }
        List<String> all = new ArrayList<>(damages);
        all.add("there are " + untold + " more findings of this kind");
        return all;
    }

    /** Returns what else is worth knowing. */
    List<String> notes() {
        return notes;
    }
}
