package io.stator.nippy;

import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the one value of a body.
 *
 * <p>Values that hold others are read here, and those that hold none in {@link Scalars}. Values that are begun and not complete lie on a
 * stack of their own, so that reading needs the same stack of the thread at any depth. A value may be written once and referred to
 * again; what it holds is counted again then, and its depth as well, so that comparing or hashing what was read stays as bounded as
 * reading it.
 */
final class NippyReader {
    private static final @Nullable Object[] NO_ELEMENTS = {};

    /** Stands for a value whose parts come next. */
    private static final Object BEGUN = new Object();

    /** How many bytes of a value that is referred to again count as one more element. */
    private static final int BYTES_PER_ELEMENT = 64;

    private final Input in;
    private final int depthMax;
    private final Scalars scalars;
    private final Deque<Part> open = new ArrayDeque<>();
    private final Map<Integer, Remembered> remembered = new HashMap<>(0);
    private int dictionarySize;
    private int depth;
    private int deepest;

    /** A value that may be referred to again: what it counts, and the levels below it. */
    private record Remembered(@Nullable Object value, int elements, int levels) {}

    /** What a value is made from its parts. */
    private enum Kind {
        VECTOR,
        SET,
        MAP,
        SEQUENCE,
        ENTRY,
        OBJECTS,
        STRINGS,
        INTS,
        LONGS,
        FLOATS,
        DOUBLES,
        METADATA,
        REMEMBERED,
        DICTIONARY,
        REGEX,
        URI,
        RECORD,
        TYPE_NAME,
        TYPE,
        SERIALIZED
    }

    /** A value that is begun, with the parts there are. */
    private static final class Part {
        private final Kind kind;
        private final String className;
        private final @Nullable Object[] elements;
        private int filled;
        private int index;
        private int elementsBefore;
        private int position;
        private int deepestBefore;

        Part(Kind kind, String className, int count) {
            this.kind = kind;
            this.className = className;
            this.elements = count == 0 ? NO_ELEMENTS : new Object[count];
        }

        /** Takes the next element and returns whether it was the last. */
        boolean add(@Nullable Object element) {
            elements[filled++] = element;
            return filled == elements.length;
        }
    }

    NippyReader(Input in, int depthMax) {
        this.in = in;
        this.depthMax = depthMax;
        this.scalars = new Scalars(in);
    }

    /** Returns the value, which must be all there is. */
    @Nullable
    Object readBody() {
        Object value = read();
        if (in.available() > 0) {
            throw new NippyException("bytes must end with the value: " + in.available() + " more follow at byte "
                    + in.position() + "; they are not Nippy's, or damaged");
        }
        return value;
    }

    private @Nullable Object read() {
        while (true) {
            if (!open.isEmpty()) {
                in.next();
            }
            Object value = begin(in.readByte());
            while (value != BEGUN) {
                Part part = open.peek();
                if (part == null) {
                    return value;
                }
                if (!part.add(value)) {
                    break;
                }
                open.pop();
                depth--;
                value = end(part);
            }
        }
    }

    /** Returns the value that begins with a type id, or {@link #BEGUN} if its parts come next. */
    private @Nullable Object begin(int id) {
        return switch (id) {
            case Id.NIL -> null;
            case Id.TRUE -> Boolean.TRUE;
            case Id.FALSE -> Boolean.FALSE;
            case Id.LONG_ZERO -> 0L;
            case Id.LONG_SMALL -> (long) in.readByte();
            case Id.LONG_MEDIUM -> (long) in.readShort();
            case Id.LONG_LARGE -> (long) in.readInt();
            case Id.LONG -> in.readLong();
            case Id.INTEGER -> in.readInt();
            case Id.DOUBLE -> Double.longBitsToDouble(in.readLong());
            case Id.STRING_SMALL -> in.readText(in.readByte());
            case Id.STRING_SMALL_BIASED -> in.readText(in.readBiased());
            case Id.STRING_MEDIUM -> in.readText(in.readShort());
            case Id.KEYWORD_SMALL -> Keyword.of(in.readText(in.readByte()));
            case Id.VECTOR_SMALL -> vector(in.readByte());
            case Id.VECTOR_SMALL_BIASED -> vector(in.readBiased());
            case Id.VECTOR_OF_2 -> vector(2);
            case Id.VECTOR_OF_3 -> vector(3);
            case Id.VECTOR_MEDIUM -> vector(in.readShort());
            case Id.MAP_SMALL -> map(in.readByte());
            case Id.MAP_SMALL_BIASED -> map(in.readBiased());
            case Id.MAP_MEDIUM -> map(in.readShort());
            default -> beginCollection(id);
        };
    }

    private @Nullable Object beginCollection(int id) {
        return switch (id) {
            case Id.VECTOR_EMPTY -> vector(0);
            case Id.VECTOR_LARGE -> vector(in.readInt());
            case Id.MAP_EMPTY -> map(0);
            case Id.OLD_ARRAY_MAP_BIASED -> map(in.readBiased());
            case Id.MAP_LARGE, Id.SORTED_MAP_LARGE, Id.OLD_MAP -> map(in.readInt());
            case Id.OLD_MAP_DOUBLE_COUNT, Id.OLD_SORTED_MAP_DOUBLE_COUNT -> map(in.readInt() >> 1);
            case Id.SET_EMPTY -> Collections.emptySet();
            case Id.SET_SMALL -> beginSet(in.readByte());
            case Id.SET_SMALL_BIASED -> beginSet(in.readBiased());
            case Id.SET_MEDIUM -> beginSet(in.readShort());
            case Id.SET_LARGE, Id.SORTED_SET_LARGE -> beginSet(in.readInt());
            case Id.LIST_EMPTY, Id.SEQUENCE_EMPTY -> new Sequence(NO_ELEMENTS);
            case Id.LIST_SMALL, Id.SEQUENCE_SMALL -> begin(Kind.SEQUENCE, in.readByte());
            case Id.LIST_MEDIUM, Id.SEQUENCE_MEDIUM -> begin(Kind.SEQUENCE, in.readShort());
            case Id.LIST_LARGE, Id.SEQUENCE_LARGE, Id.QUEUE_LARGE -> begin(Kind.SEQUENCE, in.readInt());
            case Id.MAP_ENTRY -> begin(Kind.ENTRY, 2);
            case Id.OBJECT_ARRAY -> begin(Kind.OBJECTS, in.readInt());
            case Id.STRING_ARRAY -> begin(Kind.STRINGS, in.readInt());
            case Id.OLD_INT_ARRAY -> begin(Kind.INTS, in.readInt());
            case Id.OLD_LONG_ARRAY -> begin(Kind.LONGS, in.readInt());
            case Id.OLD_FLOAT_ARRAY -> begin(Kind.FLOATS, in.readInt());
            case Id.OLD_DOUBLE_ARRAY -> begin(Kind.DOUBLES, in.readInt());
            default -> beginComposite(id);
        };
    }

    private @Nullable Object beginComposite(int id) {
        return switch (id) {
            case Id.METADATA -> begin(Kind.METADATA, 2);
            case Id.METADATA_PROTOCOL_KEY -> Scalars.METADATA_PROTOCOL_KEY;
            case Id.CACHED_0 -> beginRemembered(0);
            case Id.CACHED_1 -> beginRemembered(1);
            case Id.CACHED_2 -> beginRemembered(2);
            case Id.CACHED_3 -> beginRemembered(3);
            case Id.CACHED_4 -> beginRemembered(4);
            case Id.CACHED_5 -> beginRemembered(5);
            case Id.CACHED_6 -> beginRemembered(6);
            case Id.CACHED_7 -> beginRemembered(7);
            case Id.CACHED_SMALL -> beginRemembered(in.readByte());
            case Id.CACHED_MEDIUM -> beginRemembered(in.readShort());
            case Id.DICTIONARY -> beginWithDictionary();
            case Id.REGEX -> begin(Kind.REGEX, 1);
            case Id.URI -> begin(Kind.URI, 1);
            case Id.RECORD_SMALL -> begin(Kind.RECORD, in.readText(in.readByte()), 1);
            case Id.RECORD_MEDIUM -> begin(Kind.RECORD, in.readText(in.readShort()), 1);
            case Id.OLD_RECORD_LARGE -> begin(Kind.RECORD, in.readText(in.readInt()), 1);
            case Id.TYPE -> begin(Kind.TYPE_NAME, 1);
            case Id.SERIALIZED_SMALL -> begin(Kind.SERIALIZED, in.readText(in.readByte()), 1);
            case Id.SERIALIZED_MEDIUM -> begin(Kind.SERIALIZED, in.readText(in.readShort()), 1);
            case Id.OLD_SERIALIZED_SMALL -> readOldSerialized(in.readText(in.readByte()));
            case Id.OLD_SERIALIZED_MEDIUM -> readOldSerialized(in.readText(in.readShort()));
            case Id.OLD_SERIALIZED_LARGE -> readOldSerialized(in.readText(in.readInt()));
            default -> Scalars.isKnown(id) ? scalars.read(id) : new Opaque.Custom(id, readTail(id));
        };
    }

    private @Nullable Object vector(int count) {
        return count == 0 ? Collections.emptyList() : begin(Kind.VECTOR, count);
    }

    private @Nullable Object beginSet(int count) {
        return count == 0 ? Collections.emptySet() : begin(Kind.SET, count);
    }

    private @Nullable Object map(int count) {
        if (count == 0) {
            return Collections.emptyMap();
        }
        return begin(new Part(Kind.MAP, "", 2 * in.announcePairs(count)));
    }

    private @Nullable Object begin(Kind kind, int count) {
        return begin(kind, "", count);
    }

    /** Begins a value of parts that were announced together; one more level. */
    private @Nullable Object begin(Kind kind, String className, int count) {
        return begin(new Part(kind, className, in.announce(count)));
    }

    private @Nullable Object begin(Part part) {
        descend(1);
        if (part.elements.length == 0) {
            depth--;
            return end(part);
        }
        open.push(part);
        return BEGUN;
    }

    private void descend(int levels) {
        if (levels > depthMax - depth) {
            throw new NippyException(
                    NippyException.Kind.LIMIT,
                    "value must be at most " + depthMax + " levels deep: it is deeper, at byte " + in.position()
                            + "; raise it by Nippy.withDepthMax if the bytes are to be trusted");
        }
        deepest = Math.max(deepest, depth + levels);
        depth++;
    }

    /** Returns the value of parts that are all there, or {@link #BEGUN} if further ones come next. */
    private @Nullable Object end(Part part) {
        @Nullable Object[] elements = part.elements;
        return switch (part.kind) {
            case VECTOR -> Collections.unmodifiableList(Arrays.<@Nullable Object>asList(elements));
            case SET -> set(elements);
            case MAP -> map(elements);
            case SEQUENCE -> new Sequence(elements);
            case ENTRY -> new SimpleImmutableEntry<@Nullable Object, @Nullable Object>(elements[0], elements[1]);
            case OBJECTS -> elements;
            case STRINGS -> strings(elements);
            case INTS -> PrimitiveArrays.ints(elements);
            case LONGS -> PrimitiveArrays.longs(elements);
            case FLOATS -> PrimitiveArrays.floats(elements);
            case DOUBLES -> PrimitiveArrays.doubles(elements);
            case METADATA -> elements[1];
            case DICTIONARY -> elements[0];
            case REMEMBERED -> remember(part, elements[0]);
            case REGEX -> Scalars.regex(expect(String.class, elements[0]));
            case URI -> Scalars.uri(expect(String.class, elements[0]));
            case RECORD -> new Opaque.ClojureRecord(part.className, (Map<?, ?>) expect(Map.class, elements[0]));
            case TYPE_NAME -> beginType(expect(String.class, elements[0]));
            case TYPE -> new Opaque.ClojureType(part.className, Arrays.asList(elements));
            case SERIALIZED -> serialized(part.className, expect(byte[].class, elements[0]));
        };
    }

    private @Nullable Object beginType(String className) {
        int count = in.readBiased();
        return count == 0
                ? new Opaque.ClojureType(className, Collections.emptyList())
                : begin(Kind.TYPE, className, count);
    }

    private static Map<@Nullable Object, @Nullable Object> map(@Nullable Object[] pairs) {
        int count = pairs.length / 2;
        if (count > Collisions.MAX) {
            @Nullable Object[] keys = new Object[count];
            for (int i = 0; i < count; i++) {
                keys[i] = pairs[2 * i];
            }
            Collisions.check(keys);
        }
        Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>(Collisions.capacity(count));
        for (int i = 0; i < count; i++) {
            map.put(pairs[2 * i], pairs[2 * i + 1]);
        }
        return Collections.unmodifiableMap(map);
    }

    private static Set<@Nullable Object> set(@Nullable Object[] elements) {
        if (elements.length > Collisions.MAX) {
            Collisions.check(elements);
        }
        Set<@Nullable Object> set = new LinkedHashSet<>(Collisions.capacity(elements.length));
        Collections.addAll(set, elements);
        return Collections.unmodifiableSet(set);
    }

    private @Nullable String[] strings(@Nullable Object[] elements) {
        @Nullable String[] strings = new String[elements.length];
        for (int i = 0; i < strings.length; i++) {
            strings[i] = elements[i] == null ? null : expect(String.class, elements[i]);
        }
        return strings;
    }

    private <T> T expect(Class<T> type, @Nullable Object value) {
        if (!type.isInstance(value)) {
            throw new NippyException("part of a value must be of " + type.getSimpleName() + ": "
                    + (value == null ? "null" : value.getClass().getSimpleName()) + " before byte " + in.position()
                    + "; the bytes are damaged");
        }
        return type.cast(value);
    }

    private static Object serialized(String className, byte[] stream) {
        Object array = PrimitiveArrays.deserialize(className, stream);
        return array == null ? new Opaque.Serialized(className, stream) : array;
    }

    /** Reads an object stream whose length is not written, because the stream knows its end itself. */
    private Object readOldSerialized(String className) {
        int start = in.position();
        JavaStream.skip(in, depthMax);
        byte[] stream = in.readSince(start);
        return serialized(className, stream);
    }

    /** Returns all bytes that are left, which must belong to the value being read. */
    private byte[] readTail(int id) {
        if (!in.isLast() || !remembered.isEmpty() || dictionarySize > 0) {
            throw new NippyException("type must be one whose length is known, unless it comes last: type id " + id
                    + " before byte " + in.position() + (id < 0 || id == Id.CUSTOM ? ", which is a program's own" : "")
                    + "; only the program that wrote it can read it");
        }
        return in.readRest();
    }

    private @Nullable Object beginRemembered(int index) {
        Remembered earlier = remembered.get(index);
        if (earlier != null) {
            in.repeat(earlier.elements);
            descend(earlier.levels);
            depth--;
            return earlier.value;
        }
        if (index < dictionarySize) {
            throw new NippyException("value must not need a shared dictionary: it refers to entry " + index
                    + " of one before byte " + in.position() + "; freeze it without one");
        }
        Part part = new Part(Kind.REMEMBERED, "", 1);
        part.index = index;
        part.elementsBefore = in.elements();
        part.position = in.position();
        part.deepestBefore = deepest;
        deepest = depth;
        in.announce(1);
        return begin(part);
    }

    private @Nullable Object remember(Part part, @Nullable Object value) {
        int weight = in.elements() - part.elementsBefore;
        if (!(value instanceof String) && !(value instanceof Keyword)) {
            weight += (in.position() - part.position) / BYTES_PER_ELEMENT;
        }
        remembered.put(part.index, new Remembered(value, weight, deepest - depth));
        deepest = Math.max(deepest, part.deepestBefore);
        return value;
    }

    private @Nullable Object beginWithDictionary() {
        dictionarySize = Math.max(dictionarySize, in.readShort());
        in.readLong();
        return begin(Kind.DICTIONARY, 1);
    }
}
