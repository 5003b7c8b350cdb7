package io.stator.engine.query.relation;

import io.stator.engine.segment.LongColumn;
import io.stator.engine.segment.Texts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A growing column of texts; not thread-safe. See {@link TextCodes}. */
final class TextCodesBuilder {
    private static final int CAPACITY_FIRST = 16;

    private long[] places = {};
    private int size;
    private final List<Texts> segments = new ArrayList<>();
    private final List<String> strings = new ArrayList<>();

    /** Returns about how many bytes the strings take that may be made of what is added; neighbours that are the same only once. */
    long add(Texts texts, LongColumn positions, int from, int to, int expected, int bytesEach) {
        if (segments.isEmpty() || segments.get(segments.size() - 1) != texts) {
            segments.add(texts);
        }
        if (places.length - size < to - from) {
            places = Arrays.copyOf(places, Math.max(Math.max(grown(), expected), size + to - from));
        }
        TextCodes.putAll(segments.size() - 1, positions, from, to, places, size);
        long bytes = 0;
        for (int i = size; i < size + to - from; i++) {
            bytes += i > size && places[i] == places[i - 1] ? 0 : bytesEach + texts.size((int) places[i]);
        }
        size += to - from;
        return bytes;
    }

    void add(String text) {
        if (size == places.length) {
            places = Arrays.copyOf(places, grown());
        }
        places[size++] = TextCodes.ofObject(strings.size());
        strings.add(text);
    }

    String get(int row) {
        return build().get(row);
    }

    private int grown() {
        return Math.max(CAPACITY_FIRST, size + (size >> 1) + 1);
    }

    TextCodes build() {
        return new TextCodes(places, segments.toArray(Texts[]::new), strings);
    }
}
