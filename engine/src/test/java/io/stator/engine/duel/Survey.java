package io.stator.engine.duel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All that the bouts of a range of seeds find, by kind; not thread-safe. */
public final class Survey {
    private static final int FINDINGS_OF_A_KIND_MAX = 5;

    private final Bout bout;
    private final Map<String, List<Finding>> findings = new TreeMap<>();
    private final Map<String, Integer> counts = new TreeMap<>();
    private long seed;

    /**
     * Makes one.
     *
     * @param seed the first one
     */
    public Survey(Bout bout, long seed) {
        this.bout = bout;
        this.seed = seed;
    }

    /** Goes on until the bouts had so many transactions in all. */
    public Survey until(int transactions) {
        while (bout.transactions() < transactions) {
            Finding finding = bout.run(seed++);
            if (finding != null) {
                counts.merge(finding.kind(), 1, Integer::sum);
                List<Finding> known = findings.computeIfAbsent(finding.kind(), kind -> new ArrayList<>());
                if (known.size() < FINDINGS_OF_A_KIND_MAX) {
                    known.add(finding);
                }
            }
        }
        return this;
    }

    /** Returns the first findings of every kind. */
    public Map<String, List<Finding>> findings() {
        return findings;
    }

    @Override
    public String toString() {
        return "seeds before " + seed + ": " + bout.summary() + ", differences " + counts;
    }
}
