package io.stator.engine.care;

import io.stator.engine.datom.Fact;

/** What the two trees of an index hold, as sums to be compared with what they must hold; not thread-safe. */
final class TreeSums {
    private final Expected expected;
    private final StoredTree present;
    private final StoredTree past;
    private final FactHash hash = new FactHash();
    private final FactSums lasting = new FactSums();
    private final FactSums faded = new FactSums();
    private final FactSums references = new FactSums();
    private final FactSums fadedReferences = new FactSums();

    /** Creates one that knows nothing. */
    TreeSums(Expected expected, StoredTree present, StoredTree past) {
        this.expected = expected;
        this.present = present;
        this.past = past;
    }

    /** Reads and checks the trees. */
    void read(StoredTree.Listener counting) {
        present.read((fact, segment) -> {
            counting.fact(fact, segment);
            add(fact, lasting, references);
        });
        past.read((fact, segment) -> {
            counting.fact(fact, segment);
            boolean fades = expected.isWithoutHistory(fact);
            add(fact, fades ? faded : lasting, fades ? fadedReferences : references);
        });
    }

    private void add(Fact fact, FactSums every, FactSums onlyReferences) {
        hash.ofFact(fact);
        every.add(fact, hash);
        if (expected.isReference(fact)) {
            onlyReferences.add(fact, hash);
        }
    }

    /** Returns the tree of what is true. */
    StoredTree present() {
        return present;
    }

    /** Returns the tree of what was true. */
    StoredTree past() {
        return past;
    }

    /** Returns whether all of both trees could be read. */
    boolean isComplete() {
        return present.isComplete() && past.isComplete();
    }

    /** Returns the sum of what is true and what was, but for superseded values without history. */
    FactSums lasting() {
        return lasting;
    }

    /** Returns the sum of the superseded values without history. */
    FactSums faded() {
        return faded;
    }

    /** Returns what of {@link #lasting} are references. */
    FactSums references() {
        return references;
    }

    /** Returns what of {@link #faded} are references. */
    FactSums fadedReferences() {
        return fadedReferences;
    }
}
