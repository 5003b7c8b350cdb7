package io.stator.engine.care;

import io.stator.ValueType;
import io.stator.engine.datom.Fact;
import io.stator.engine.durable.StoredState;
import io.stator.engine.log.LoggedTransaction;
import io.stator.engine.schema.SystemIds;
import io.stator.engine.schema.ValueTypes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the indexes must hold, as sums of what the log has; not thread-safe.
 *
 * <p>Superseded values without history, of which some are forgotten, have sums of their own: when they were excised, the log does not say any
 * more which of them are still there. What they superseded is found by reading the log again, a part of them at a time, so that this needs little
 * memory however many there are.
 */
final class Expected {
    /** So many values without history are remembered at a time. */
    static final int REMEMBERED_MAX = 1 << 17;

    /** What the log is read for more than that often is no database. */
    private static final int PARTS_MAX = 1 << 14;

    private static final long[] NONE = {0, 0};

    private final int rememberedMax;
    private final FactHash hash = new FactHash();
    private final FactSums all = new FactSums();
    private final FactSums references = new FactSums();
    private final Set<Integer> referring = new HashSet<>();
    private final Set<Integer> fading = new HashSet<>();

    /** Of each attribute the number of assertions and of retractions, for one may be without history only later. */
    private final Map<Integer, long[]> counts = new HashMap<>();

    private FactSums faded = new FactSums();
    private FactSums fadedReferences = new FactSums();
    private final LogPass pass = LogPass.begun(new Summing());

    Expected() {
        this(REMEMBERED_MAX);
    }

    /** Creates one that has other limits than usual. */
    Expected(int rememberedMax) {
        this.rememberedMax = rememberedMax;
    }

    /** Takes the next transaction of the log. */
    void take(LoggedTransaction transaction) {
        pass.take(transaction);
    }

    /** Adds up what the log has. */
    private final class Summing implements LogPass.Listener {
        @Override
        public void transaction(List<Fact> facts) {
            for (Fact fact : facts) {
                if (fact.a == SystemIds.VALUE_TYPE && fact.added() && ValueTypes.byId(fact.bits) == ValueType.REF) {
                    referring.add((int) fact.e);
                } else if (fact.a == SystemIds.NO_HISTORY && Boolean.TRUE.equals(fact.v())) {
                    fading.add((int) fact.e);
                }
            }
        }

        @Override
        public void fact(Fact fact, boolean fades) {
            hash.ofFact(fact);
            all.add(fact, hash);
            if (isReference(fact)) {
                references.add(fact, hash);
            }
            counts.computeIfAbsent(fact.a, a -> new long[2])[fact.added() ? 0 : 1]++;
        }
    }

    /** Returns whether a fact belongs into VAET. */
    boolean isReference(Fact fact) {
        return referring.contains(fact.a);
    }

    /** Returns whether a fact is one of an attribute that was once without history. */
    boolean isWithoutHistory(Fact fact) {
        return fading.contains(fact.a);
    }

    /** Returns the sum of what must be in the other indexes, or in VAET, but for superseded values without history. */
    FactSums lasting(boolean onlyReferences) {
        return onlyReferences ? references : all;
    }

    /** Returns the sum of the superseded values without history that are not forgotten. */
    FactSums faded(boolean onlyReferences) {
        return onlyReferences ? fadedReferences : faded;
    }

    /**
     * Takes superseded values without history out of the one sums and puts them into the others, once the whole log was taken.
     *
     * @param look called again and again; what it throws ends this
     */
    void settle(StoredState state, long sequence, Runnable look) {
        long fadingAssertions = 0;
        long fadingRetractions = 0;
        for (int attribute : fading) {
            long[] count = counts.getOrDefault(attribute, NONE);
            fadingAssertions += count[0];
            fadingRetractions += count[1];
        }
        if (fadingRetractions == 0) {
            return;
        }
        int parts = (int) Math.min(PARTS_MAX, 1 + (fadingAssertions - fadingRetractions) / rememberedMax);
        boolean done = false;
        while (!done) {
            Fades fades = new Fades();
            faded = new FactSums();
            fadedReferences = new FactSums();
            done = true;
            for (int part = 0; part < parts && done; part++) {
                fades.begin(part, parts);
                LogPass.run(state, sequence, look, fades);
                done = !fades.isFull;
            }
            if (done) {
                fades.takeOut();
            } else if (parts >= PARTS_MAX) {
                throw new IllegalStateException("values without history must be countable: parts=" + parts);
            } else {
                parts *= 2;
            }
        }
    }

    /** The values of a part of the attributes without history, as they come and go. */
    private final class Fades implements LogPass.Listener {
        private final FactHash content = new FactHash();
        private final FactSums out = new FactSums();
        private final FactSums referencesOut = new FactSums();
        private final Map<Fact, FactHash> pairs = new IdentityHashMap<>();
        private HashTable living = new HashTable(1);
        private int part;
        private int parts;
        private boolean isFull;

        void begin(int number, int of) {
            part = number;
            parts = of;
            pairs.clear();
            living = new HashTable(rememberedMax);
        }

        @Override
        public void fact(Fact fact, boolean fades) {
            if (!isWithoutHistory(fact)) {
                return;
            }
            content.ofContent(fact);
            if (Math.floorMod(content.second(), parts) != part || isFull) {
                return;
            }
            if (fact.added()) {
                hash.ofFact(fact);
                isFull = !living.put(content.first(), content.second(), hash);
                return;
            }
            FactHash assertion = new FactHash();
            if (!living.remove(content.first(), content.second(), assertion)) {
                return; // the log retracts what it never said, which the comparison of the sums tells
            }
            add(fact, assertion, out, referencesOut);
            add(fact, assertion, faded, fadedReferences);
            if (fades) {
                pairs.put(fact, assertion);
            }
        }

        private void add(Fact retraction, FactHash assertion, FactSums every, FactSums onlyReferences) {
            hash.ofFact(retraction);
            every.add(retraction, assertion);
            every.add(retraction, hash);
            if (isReference(retraction)) {
                onlyReferences.add(retraction, assertion);
                onlyReferences.add(retraction, hash);
            }
        }

        @Override
        public void forgotten(Fact retraction) {
            FactHash assertion = pairs.remove(retraction);
            if (assertion == null) {
                return;
            }
            hash.ofFact(retraction);
            faded.subtract(retraction, assertion);
            faded.subtract(retraction, hash);
            if (isReference(retraction)) {
                fadedReferences.subtract(retraction, assertion);
                fadedReferences.subtract(retraction, hash);
            }
        }

        @Override
        public void allAreSettled() {
            pairs.clear();
        }

        void takeOut() {
            all.subtract(out);
            references.subtract(referencesOut);
        }
    }
}
