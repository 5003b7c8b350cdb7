package io.stator.engine.index;

import io.stator.engine.datom.Fact;
import io.stator.engine.index.Node.Branch;
import java.util.Arrays;

/** Nodes of one level in their order, each with a lower bound: a fact that no fact below the node comes before; not thread-safe. */
final class Siblings {
    /** How full the parts are that a node is divided into: room is left for later inserts. */
    private static final int PART_SIZE = 56;

    private Node[] nodes;
    private Fact[] firsts;
    private int size;

    Siblings(int capacity) {
        this.nodes = new Node[capacity];
        this.firsts = new Fact[capacity];
    }

    /** Returns how many of {@code size} facts or nodes go into one node when they do not fit into a single one. */
    static int partSize(int size, boolean full) {
        if (full) {
            return Node.SIZE_MAX;
        }
        int parts = (size + PART_SIZE - 1) / PART_SIZE;
        return parts == 0 ? PART_SIZE : (size + parts - 1) / parts;
    }

    int size() {
        return size;
    }

    Node only() {
        return nodes[0];
    }

    private void require(int more) {
        if (size + more > nodes.length) {
            int capacity = Math.max(size + more, size + (size >> 2) + 4);
            nodes = Arrays.copyOf(nodes, capacity);
            firsts = Arrays.copyOf(firsts, capacity);
        }
    }

    void add(Node node) {
        require(1);
        nodes[size] = node;
        firsts[size++] = node.first();
    }

    /**
     * Adds children of a branch as they are.
     *
     * @param afterSmall whether the first of them may join the node before it
     */
    void addUnchanged(Branch branch, int from, int to, boolean afterSmall) {
        int start = size;
        require(to - from);
        System.arraycopy(branch.children, from, nodes, size, to - from);
        System.arraycopy(branch.firsts, from, firsts, size, to - from);
        size += to - from;
        if (afterSmall && to > from) {
            join(start);
        }
    }

    /** Returns the number of facts in the nodes from a position on. */
    long countFrom(int position) {
        long count = 0;
        for (int i = position; i < size; i++) {
            count += nodes[i].count();
        }
        return count;
    }

    /** Joins the node at a position to the one before it when it is small; returns whether the last node is small then. */
    boolean joinIfSmall(int position) {
        if (position < size && nodes[position].size < Node.SIZE_JOIN) {
            join(position);
        }
        return size > 0 && nodes[size - 1].size < Node.SIZE_JOIN;
    }

    /** Joins the node at a position to the one before it, when there is one and both fit into one node. */
    private void join(int position) {
        Node joined = position == 0 ? null : nodes[position - 1].join(nodes[position]);
        if (joined != null) {
            nodes[position - 1] = joined;
            System.arraycopy(nodes, position + 1, nodes, position, size - position - 1);
            System.arraycopy(firsts, position + 1, firsts, position, size - position - 1);
            size--;
        }
    }

    /**
     * Adds one branch of all these nodes to other siblings, or several when they do not fit.
     *
     * @param full whether parts are to be filled to the brim
     * @param count the number of facts in all nodes
     */
    void packInto(Siblings parents, boolean full, long count) {
        if (size <= Node.SIZE_MAX) {
            boolean exact = size == nodes.length;
            parents.add(new Branch(
                    exact ? nodes : Arrays.copyOf(nodes, size), exact ? firsts : Arrays.copyOf(firsts, size), count));
            return;
        }
        int part = partSize(size, full);
        for (int from = 0; from < size; from += part) {
            int to = Math.min(size, from + part);
            parents.add(new Branch(Arrays.copyOfRange(nodes, from, to), Arrays.copyOfRange(firsts, from, to)));
        }
    }

    /** Returns the root over these nodes. */
    Node root() {
        Siblings level = this;
        while (level.size > 1) {
            Siblings above = new Siblings(level.size / PART_SIZE + 1);
            level.packInto(above, false, level.countFrom(0));
            level = above;
        }
        Node root = level.only();
        while (root instanceof Branch branch && branch.size == 1) {
            root = branch.children[0];
        }
        return root;
    }
}
