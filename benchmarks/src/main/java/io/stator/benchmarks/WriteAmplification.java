package io.stator.benchmarks;

import java.util.Arrays;
import java.util.Locale;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * How often a fact is written to segments of one index, in the two shapes in which live changes and segments can meet, when every
 * fact falls into the index at random: the worst that can happen. Nothing is stored: only what would be is counted.
 *
 * <p>Arguments: facts (10,000,000), live facts (1,000,000).
 */
final class WriteAmplification {
    private static final int LEAF_FACTS = 8_192;
    private static final int LEAF_FACTS_MAX = 12_288;
    private static final int LEVEL_FANOUT = 8;
    private static final long SEED = 20261130;

    private final int facts;
    private final int live;

    private WriteAmplification(int facts, int live) {
        this.facts = facts;
        this.live = live;
    }

    /** Counts, and prints. */
    public static void main(String[] arguments) {
        int facts = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000_000;
        int live = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000_000;
        WriteAmplification simulation = new WriteAmplification(facts, live);
        System.out.printf(Locale.ROOT, "facts=%d live=%d, written for each fact added last%n", facts, live);
        System.out.printf(Locale.ROOT, "(a) runs in levels, fan-out %d: %.1f%n", LEVEL_FANOUT, simulation.levels());
        System.out.printf(Locale.ROOT, "(b) patched leaves, all merged: %.1f%n", simulation.leaves(false));
        System.out.printf(Locale.ROOT, "(b) patched leaves, the fullest half: %.1f%n", simulation.leaves(true));
    }

    /** A level is merged into the next one when it has so many times what that is given at once. */
    private double levels() {
        long[] levels = new long[20];
        long written = 0;
        long added = 0;
        for (long done = 0; done < facts; done += live) {
            long carried = live;
            long capacity = (long) live * LEVEL_FANOUT;
            int level = 0;
            while (levels[level] + carried > capacity) {
                carried += levels[level];
                levels[level++] = 0;
                capacity *= LEVEL_FANOUT;
            }
            levels[level] += carried;
            long now = levels[level];
            if (done >= facts / 2) {
                written += now;
                added += live;
            }
        }
        return (double) written / added;
    }

    /** Leaves by their least keys, each with what is stored in it and what is live. */
    private double leaves(boolean fullestOnly) {
        SplittableRandom random = new SplittableRandom(SEED);
        long[] firsts = {0};
        int[] stored = {0};
        int[] patches = {0};
        int unmerged = 0;
        long written = 0;
        long added = 0;
        for (int i = 0; i < facts; i++) {
            int found = Arrays.binarySearch(firsts, random.nextLong() >>> 1);
            patches[found >= 0 ? found : -found - 2]++;
            if (++unmerged == live) {
                boolean[] merged = chosen(patches, fullestOnly ? live / 2 : live);
                long[] sizes = {0, 0};
                int size = 0;
                long[] nextFirsts = new long[firsts.length * 2 + facts / LEAF_FACTS];
                int[] nextStored = new int[nextFirsts.length];
                int[] nextPatches = new int[nextFirsts.length];
                for (int leaf = 0; leaf < firsts.length; leaf++) {
                    long end = leaf + 1 < firsts.length ? firsts[leaf + 1] : Long.MAX_VALUE;
                    int content = stored[leaf] + (merged[leaf] ? patches[leaf] : 0);
                    int parts = merged[leaf] && content > LEAF_FACTS_MAX ? (content + LEAF_FACTS - 1) / LEAF_FACTS : 1;
                    for (int part = 0; part < parts; part++) {
                        nextFirsts[size] = firsts[leaf] + (end - firsts[leaf]) / parts * part;
                        nextStored[size] = content / parts;
                        nextPatches[size++] = merged[leaf] ? 0 : patches[leaf];
                    }
                    sizes[0] += merged[leaf] ? content : 0;
                    sizes[1] += merged[leaf] ? patches[leaf] : 0;
                }
                if (i >= facts / 2) {
                    written += sizes[0];
                    added += sizes[1];
                }
                unmerged -= (int) sizes[1];
                firsts = Arrays.copyOf(nextFirsts, size);
                stored = Arrays.copyOf(nextStored, size);
                patches = Arrays.copyOf(nextPatches, size);
            }
        }
        return (double) written / added;
    }

    /** Returns the leaves with the biggest patches that have so many live facts together. */
    private static boolean[] chosen(int[] patches, int wanted) {
        PriorityQueue<Integer> fullest = new PriorityQueue<>((left, right) -> patches[right] - patches[left]);
        for (int leaf = 0; leaf < patches.length; leaf++) {
            fullest.add(leaf);
        }
        boolean[] chosen = new boolean[patches.length];
        long sum = 0;
        while (sum < wanted && !fullest.isEmpty()) {
            int leaf = fullest.remove();
            chosen[leaf] = patches[leaf] > 0;
            sum += patches[leaf];
        }
        return chosen;
    }
}
