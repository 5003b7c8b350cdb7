package io.stator.engine.index;

import io.stator.Index;
import io.stator.engine.datom.Fact;
import io.stator.engine.datom.IndexOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A node of a {@link FactTree}: immutable, except for the one {@link Edit} that made it. */
abstract sealed class Node {
    /** The greatest number of facts of a leaf and of children of a branch. */
    static final int SIZE_MAX = 64;

    /** A node smaller than this is joined to a neighbour when both fit together. */
    static final int SIZE_JOIN = SIZE_MAX / 4;

    private static final int CAPACITY_MIN = 8;

    /** The one batch of changes a node may be changed by in place. */
    static final class Edit {
        final Index index;
        boolean changed;

        @Nullable
        Node sibling;

        Edit(Index index) {
            this.index = index;
        }
    }

    final @Nullable Edit owner;
    int size;

    Node(@Nullable Edit owner, int size) {
        this.owner = owner;
        this.size = size;
    }

    abstract long count();

    abstract Fact first();

    abstract Node insert(Fact fact, Edit edit);

    abstract @Nullable Node remove(Fact fact, Edit edit);

    abstract @Nullable Node join(Node right, Edit edit);

    private static int capacityFor(int size) {
        return Math.min(SIZE_MAX, Math.max(CAPACITY_MIN, size + (size >> 2) + 1));
    }

    /** Facts in order. */
    static final class Leaf extends Node {
        Fact[] facts;

        Leaf(@Nullable Edit owner, Fact[] facts, int size) {
            super(owner, size);
            this.facts = facts;
        }

        @Override
        long count() {
            return size;
        }

        @Override
        Fact first() {
            return facts[0];
        }

        /** Returns the position of the fact, or -(position + 1) of where it would be. */
        private int find(Fact fact, Index index) {
            int low = 0;
            int high = size - 1;
            if (size > 0 && IndexOrder.compare(index, facts[high], fact) < 0) {
                return -(size + 1);
            }
            while (low <= high) {
                int middle = (low + high) >>> 1;
                int c = IndexOrder.compare(index, facts[middle], fact);
                if (c < 0) {
                    low = middle + 1;
                } else if (c > 0) {
                    high = middle - 1;
                } else {
                    return middle;
                }
            }
            return -(low + 1);
        }

        @Override
        Node insert(Fact fact, Edit edit) {
            int position = find(fact, edit.index);
            if (position >= 0) {
                return this;
            }
            position = -(position + 1);
            edit.changed = true;
            if (size == SIZE_MAX) {
                return split(position, fact, edit);
            }
            Leaf target = this;
            if (owner != edit) {
                target = new Leaf(edit, Arrays.copyOf(facts, capacityFor(size + 1)), size);
            } else if (facts.length == size) {
                facts = Arrays.copyOf(facts, capacityFor(size + 1));
            }
            System.arraycopy(target.facts, position, target.facts, position + 1, size - position);
            target.facts[position] = fact;
            target.size++;
            return target;
        }

        private Node split(int position, Fact fact, Edit edit) {
            int middle = position == size ? size : size / 2;
            Fact[] right = new Fact[capacityFor(size - middle + 1)];
            System.arraycopy(facts, middle, right, 0, size - middle);
            Leaf rightLeaf = new Leaf(edit, right, size - middle);
            Leaf leftLeaf = middle == size ? this : new Leaf(edit, Arrays.copyOf(facts, capacityFor(middle)), middle);
            if (position >= middle) {
                edit.sibling = rightLeaf.insertAt(position - middle, fact);
                return leftLeaf;
            }
            edit.sibling = rightLeaf;
            return leftLeaf.insertAt(position, fact);
        }

        private Leaf insertAt(int position, Fact fact) {
            System.arraycopy(facts, position, facts, position + 1, size - position);
            facts[position] = fact;
            size++;
            return this;
        }

        @Override
        @Nullable
        Node remove(Fact fact, Edit edit) {
            int position = find(fact, edit.index);
            if (position < 0) {
                return this;
            }
            edit.changed = true;
            if (size == 1) {
                return null;
            }
            Leaf target = owner == edit ? this : new Leaf(edit, Arrays.copyOf(facts, size), size);
            System.arraycopy(target.facts, position + 1, target.facts, position, size - position - 1);
            target.size--;
            return target;
        }

        @Override
        @Nullable
        Node join(Node right, Edit edit) {
            if (!(right instanceof Leaf other) || size + other.size > SIZE_MAX) {
                return null;
            }
            Fact[] all = Arrays.copyOf(facts, size + other.size);
            System.arraycopy(other.facts, 0, all, size, other.size);
            return new Leaf(edit, all, size + other.size);
        }
    }

    /** Children in order, each with its first fact as it was at some time: never greater than any fact inside. */
    static final class Branch extends Node {
        Node[] children;
        Fact[] firsts;
        private long count;

        Branch(@Nullable Edit owner, Node[] children, Fact[] firsts, int size) {
            super(owner, size);
            this.children = children;
            this.firsts = firsts;
            for (int i = 0; i < size; i++) {
                count += children[i].count();
            }
        }

        static Branch of(Edit owner, Node left, Node right) {
            return new Branch(owner, new Node[] {left, right}, new Fact[] {left.first(), right.first()}, 2);
        }

        @Override
        long count() {
            return count;
        }

        @Override
        Fact first() {
            return firsts[0];
        }

        /** Returns the last child whose first fact is not greater; the first child when there is none. */
        int childFor(Fact fact, Index index) {
            int low = 1;
            int high = size - 1;
            while (low <= high) {
                int middle = (low + high) >>> 1;
                if (IndexOrder.compare(index, firsts[middle], fact) <= 0) {
                    low = middle + 1;
                } else {
                    high = middle - 1;
                }
            }
            return low - 1;
        }

        private Branch editable(Edit edit, int capacity) {
            if (owner == edit) {
                if (children.length < capacity) {
                    children = Arrays.copyOf(children, capacityFor(capacity));
                    firsts = Arrays.copyOf(firsts, children.length);
                }
                return this;
            }
            int length = Math.max(size, capacity > size ? capacityFor(capacity) : size);
            return new Branch(edit, Arrays.copyOf(children, length), Arrays.copyOf(firsts, length), size);
        }

        @Override
        Node insert(Fact fact, Edit edit) {
            int position = childFor(fact, edit.index);
            Node child = children[position];
            Node changed = child.insert(fact, edit);
            if (!edit.changed) {
                return this;
            }
            Node sibling = edit.sibling;
            edit.sibling = null;
            Branch target = editable(edit, sibling == null || size == SIZE_MAX ? size : size + 1);
            target.children[position] = changed;
            if (position == 0) {
                target.firsts[0] = changed.first();
            }
            target.count++;
            if (sibling == null) {
                return target;
            }
            if (size < SIZE_MAX || target.size < SIZE_MAX) {
                target.insertChild(position + 1, sibling);
                return target;
            }
            return target.split(position + 1, sibling, edit);
        }

        private void insertChild(int position, Node child) {
            System.arraycopy(children, position, children, position + 1, size - position);
            System.arraycopy(firsts, position, firsts, position + 1, size - position);
            children[position] = child;
            firsts[position] = child.first();
            size++;
        }

        private Node split(int position, Node child, Edit edit) {
            Node[] allChildren = new Node[size + 1];
            Fact[] allFirsts = new Fact[size + 1];
            System.arraycopy(children, 0, allChildren, 0, position);
            System.arraycopy(firsts, 0, allFirsts, 0, position);
            allChildren[position] = child;
            allFirsts[position] = child.first();
            System.arraycopy(children, position, allChildren, position + 1, size - position);
            System.arraycopy(firsts, position, allFirsts, position + 1, size - position);
            int middle = position == size ? size - 1 : (size + 1) / 2;
            edit.sibling = part(allChildren, allFirsts, middle, size + 1, edit);
            return part(allChildren, allFirsts, 0, middle, edit);
        }

        private static Branch part(Node[] children, Fact[] firsts, int from, int to, Edit edit) {
            int capacity = capacityFor(to - from);
            return new Branch(
                    edit,
                    Arrays.copyOf(Arrays.copyOfRange(children, from, to), capacity),
                    Arrays.copyOf(Arrays.copyOfRange(firsts, from, to), capacity),
                    to - from);
        }

        @Override
        @Nullable
        Node remove(Fact fact, Edit edit) {
            int position = childFor(fact, edit.index);
            Node changed = children[position].remove(fact, edit);
            if (!edit.changed) {
                return this;
            }
            Branch target = editable(edit, size);
            target.count--;
            if (changed == null) {
                if (size == 1) {
                    return null;
                }
                target.removeChild(position);
                return target;
            }
            target.children[position] = changed;
            if (changed.size < SIZE_JOIN) {
                target.joinAround(position, edit);
            }
            return target;
        }

        private void joinAround(int position, Edit edit) {
            int left = position > 0 ? position - 1 : position;
            if (left + 1 >= size) {
                return;
            }
            Node joined = children[left].join(children[left + 1], edit);
            if (joined != null) {
                children[left] = joined;
                removeChild(left + 1);
            }
        }

        private void removeChild(int position) {
            System.arraycopy(children, position + 1, children, position, size - position - 1);
            System.arraycopy(firsts, position + 1, firsts, position, size - position - 1);
            size--;
        }

        @Override
        @Nullable
        Node join(Node right, Edit edit) {
            if (!(right instanceof Branch other) || size + other.size > SIZE_MAX) {
                return null;
            }
            Node[] allChildren = Arrays.copyOf(children, size + other.size);
            Fact[] allFirsts = Arrays.copyOf(firsts, size + other.size);
            System.arraycopy(other.children, 0, allChildren, size, other.size);
            System.arraycopy(other.firsts, 0, allFirsts, size, other.size);
            return new Branch(edit, allChildren, allFirsts, size + other.size);
        }
    }
}
