package io.stator.engine.duel;

/**
 * A difference that a bout ended with.
 *
 * @param kind what it has in common with differences that may have the same cause
 * @param text the transactions that lead to it, made as small as they can be, and what both contenders made of the last
 */
public record Finding(long seed, String kind, String text) {
    @Override
    public String toString() {
        return "seed " + seed + ": " + text;
    }
}
