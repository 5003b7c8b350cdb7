package io.stator.engine.duel;

/** How many mistakes a random transaction may still contain. */
final class Mistakes {
    private static final int PERCENT = 15;

    private final Chance chance;
    private int left;

    Mistakes(Chance chance) {
        this.chance = chance;
    }

    void allow(int count) {
        left = count;
    }

    boolean isAllowed() {
        return left > 0;
    }

    /** Returns whether something is to be wrong here. */
    boolean make() {
        if (left > 0 && chance.percent(PERCENT)) {
            left--;
            return true;
        }
        return false;
    }
}
