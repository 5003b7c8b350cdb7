package io.stator.engine.care;

import io.stator.Index;
import io.stator.engine.datom.Fact;
import io.stator.engine.durable.StoredState;
import io.stator.engine.segment.ChildEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Finds the facts that one place has and another lacks, once their sums say that there are some; not thread-safe. */
final class Comparison {
    /** In so many groups of entities of an index differences are looked for; of others only their number is told. */
    private static final int GROUPS_MAX = 4;

    /** So many facts of a group are in memory at a time. */
    private static final int FACTS_MAX = 100_000;

    /** So many differences of a group are told. */
    private static final int TOLD_MAX = 5;

    private final Expected expected;
    private final StoredState state;
    private final long sequence;
    private final Findings findings;
    private final Runnable look;

    /** The facts that are to be in an index. */
    interface Source {
        /** Hands the facts of a group of entities to a consumer. */
        void facts(int group, Consumer<Fact> consumer);
    }

    /** What tells facts apart. */
    private record Key(long first, long second) {}

    Comparison(Expected expected, StoredState state, long sequence, Findings findings, Runnable look) {
        this.expected = expected;
        this.state = state;
        this.sequence = sequence;
        this.findings = findings;
        this.look = look;
    }

    /**
     * Returns what the log says is to be in an index.
     *
     * @param faded whether superseded values without history are wanted, and nothing else
     */
    Source log(Index index, boolean faded) {
        return (group, consumer) -> {
            Lives lives = new Lives(group, consumer, index == Index.VAET, faded);
            LogPass.run(state, sequence, look, lives);
            lives.end();
        };
    }

    /** Returns what another index says is to be in an index. */
    Source other(TreeSums trees, Index index, boolean faded) {
        return (group, consumer) -> read(trees, faded, (fact, segment) -> {
            if (FactSums.group(fact.e) == group && (index != Index.VAET || expected.isReference(fact))) {
                consumer.accept(fact);
            }
        });
    }

    private void read(TreeSums trees, boolean faded, StoredTree.Listener listener) {
        if (!faded) {
            trees.present().readAgain(listener);
        }
        trees.past().readAgain((fact, segment) -> {
            if (expected.isWithoutHistory(fact) == faded) {
                listener.fact(fact, segment);
            }
        });
    }

    /**
     * Tells the differences between what is in an index and what is to be, where there are any.
     *
     * @param who who says what is to be, for people
     */
    void compare(TreeSums trees, boolean faded, FactSums must, Source source, String who) {
        FactSums found = faded ? trees.faded() : trees.lasting();
        Index index = trees.present().index();
        int different = 0;
        for (int group = 0; group < FactSums.GROUPS; group++) {
            if (!found.isEqual(group, must)) {
                different++;
                if (different <= GROUPS_MAX) {
                    locate(trees, faded, group, Math.max(found.count(group), must.count(group)), source, who);
                }
            }
        }
        if (different > GROUPS_MAX) {
            findings.index(index + " differs from " + who + " in " + different + " of " + FactSums.GROUPS
                    + " groups of entities, of which " + GROUPS_MAX + " were looked at");
        }
    }

    private void locate(TreeSums trees, boolean faded, int group, long count, Source source, String who) {
        int parts = (int) (1 + count / FACTS_MAX);
        int told = 0;
        for (int part = 0; part < parts && told == 0; part++) {
            told += locate(trees, faded, group, part, parts, source, who);
        }
        if (told == 0) {
            findings.index(trees.present().index() + " differs from " + who
                    + " in a group of entities in which no single fact does: some are there several times");
        }
    }

    private int locate(TreeSums trees, boolean faded, int group, int part, int parts, Source source, String who) {
        Index index = trees.present().index();
        FactHash hash = new FactHash();
        Map<Key, Fact> missing = new HashMap<>();
        source.facts(group, fact -> {
            Key key = key(fact, hash, part, parts);
            if (key != null) {
                missing.put(key, fact);
            }
        });
        List<String> more = new ArrayList<>();
        read(trees, faded, (fact, segment) -> {
            if (FactSums.group(fact.e) != group) {
                return;
            }
            Key key = key(fact, hash, part, parts);
            if (key != null && missing.remove(key) == null && more.size() < TOLD_MAX) {
                more.add(index + " has a fact that it must not have as " + who + " says, in segment " + segment.name()
                        + ": " + fact);
            }
        });
        more.forEach(findings::index);
        missing.values().stream()
                .limit(TOLD_MAX)
                .forEach(fact -> findings.index(index + " lacks a fact that it must have as " + who + " says"
                        + place(trees, fact) + ": " + fact));
        return more.size() + missing.size();
    }

    private static @Nullable Key key(Fact fact, FactHash hash, int part, int parts) {
        hash.ofFact(fact);
        return Math.floorMod(hash.second(), parts) == part ? new Key(hash.first(), hash.second()) : null;
    }

    private static String place(TreeSums trees, Fact fact) {
        ChildEntry segment =
                fact.added() ? trees.present().segmentOf(fact) : trees.past().segmentOf(fact);
        return segment == null ? "" : ", in or near segment " + segment.name();
    }

    /** The facts of a group of entities, from the log. */
    private final class Lives implements LogPass.Listener {
        private final int group;
        private final Consumer<Fact> consumer;
        private final boolean onlyReferences;
        private final boolean faded;
        private final FactHash hash = new FactHash();
        private final Map<Key, Fact> living = new HashMap<>();
        private final Map<Fact, Fact> fading = new IdentityHashMap<>();

        Lives(int group, Consumer<Fact> consumer, boolean onlyReferences, boolean faded) {
            this.group = group;
            this.consumer = consumer;
            this.onlyReferences = onlyReferences;
            this.faded = faded;
        }

        private boolean isWanted(Fact fact) {
            return FactSums.group(fact.e) == group && (!onlyReferences || expected.isReference(fact));
        }

        @Override
        public void fact(Fact fact, boolean fades) {
            if (!isWanted(fact)) {
                return;
            }
            boolean apart = expected.isWithoutHistory(fact);
            if (!apart) {
                if (!faded) {
                    consumer.accept(fact);
                }
                return;
            }
            hash.ofContent(fact);
            Key content = new Key(hash.first(), hash.second());
            if (fact.added()) {
                living.put(content, fact);
                return;
            }
            Fact assertion = living.remove(content);
            if (assertion != null && faded) {
                if (fades) {
                    fading.put(fact, assertion);
                } else {
                    superseded(fact, assertion);
                }
            }
        }

        private void superseded(Fact retraction, Fact assertion) {
            consumer.accept(retraction);
            consumer.accept(assertion);
        }

        @Override
        public void forgotten(Fact retraction) {
            fading.remove(retraction);
        }

        @Override
        public void allAreSettled() {
            end(fading);
        }

        private void end(Map<Fact, Fact> rest) {
            rest.forEach(this::superseded);
            rest.clear();
        }

        void end() {
            end(fading);
            if (!faded) {
                living.values().forEach(consumer);
            }
        }
    }
}
