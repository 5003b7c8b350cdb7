package io.stator.engine.segment;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The different numbers of a column, and which of them stands at each of its positions; not thread-safe. */
final class Distinct {
    /** Spreads numbers over a table. */
    private static final long FACTOR = 0x9e3779b97f4a7c15L;

    /** How many places of the table there are for each number, at least. */
    private static final int PLACES = 2;

    private final long[] numbers;
    private final int[] table;
    private final int shift;
    private final int[] idOf;
    private int size;

    private Distinct(int most, int count) {
        int width = Integer.SIZE - Integer.numberOfLeadingZeros(most * PLACES);
        this.numbers = new long[most];
        this.table = new int[1 << width];
        this.shift = Long.SIZE - width;
        this.idOf = new int[count];
    }

    /** Returns the different ones among the first numbers of an array; null when there are more than {@code most}, or none may be. */
    static @Nullable Distinct of(long[] values, int count, int most) {
        if (most < 1) {
            return null;
        }
        Distinct distinct = new Distinct(most, count);
        for (int i = 0; i < count; i++) {
            int id = i > 0 && values[i] == values[i - 1] ? distinct.idOf[i - 1] : distinct.id(values[i]);
            if (id < 0) {
                return null;
            }
            distinct.idOf[i] = id;
        }
        return distinct;
    }

    /** Returns how many others came before a number for the first time; -1 when it would be one too many. */
    private int id(long number) {
        int place = (int) (number * FACTOR >>> shift);
        while (table[place] != 0) {
            if (numbers[table[place] - 1] == number) {
                return table[place] - 1;
            }
            place = (place + 1) & (table.length - 1);
        }
        if (size == numbers.length) {
            return -1;
        }
        numbers[size++] = number;
        table[place] = size;
        return size - 1;
    }

    /** Returns the different numbers in ascending order. */
    long[] inOrder() {
        long[] inOrder = Arrays.copyOf(numbers, size);
        Arrays.sort(inOrder);
        return inOrder;
    }

    /** Returns for each position of the column where its number stands in order. */
    long[] positions(long[] inOrder) {
        int[] rank = new int[size];
        for (int id = 0; id < size; id++) {
            rank[id] = Arrays.binarySearch(inOrder, numbers[id]);
        }
        long[] positions = new long[idOf.length];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = rank[idOf[i]];
        }
        return positions;
    }
}
