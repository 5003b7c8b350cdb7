package io.stator.dynamodb.nippy;

import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the one value of a body.
 *
 * <p>Values that hold others are read here, and those that hold none in {@link Scalars}. A value may be written once and referred to
 * again; what it holds is counted again then, and its depth as well, so that comparing or hashing what was read stays as bounded as
 * reading it.
 */
final class NippyReader {
    private static final @Nullable Object[] NO_ELEMENTS = {};

    /** How many bytes of a value that is referred to again count as one more element. */
    private static final int BYTES_PER_ELEMENT = 64;

    private final Input in;
    private final int depthMax;
    private final Scalars scalars;
    private final Map<Integer, Remembered> remembered = new HashMap<>(0);
    private int dictionarySize;
    private int depth;
    private int deepest;

    /** A value that may be referred to again: what it counts, and the levels below it. */
    private record Remembered(@Nullable Object value, int elements, int levels) {}

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
        int id = in.readByte();
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
            case Id.VECTOR_SMALL -> readVector(in.readByte());
            case Id.VECTOR_SMALL_BIASED -> readVector(in.readBiased());
            case Id.VECTOR_OF_2 -> readVector(2);
            case Id.VECTOR_OF_3 -> readVector(3);
            case Id.VECTOR_MEDIUM -> readVector(in.readShort());
            case Id.MAP_SMALL -> readMap(in.readByte());
            case Id.MAP_SMALL_BIASED -> readMap(in.readBiased());
            case Id.MAP_MEDIUM -> readMap(in.readShort());
            default -> readCollection(id);
        };
    }

    private @Nullable Object readCollection(int id) {
        return switch (id) {
            case Id.VECTOR_EMPTY -> readVector(0);
            case Id.VECTOR_LARGE -> readVector(in.readInt());
            case Id.MAP_EMPTY -> readMap(0);
            case Id.OLD_ARRAY_MAP_BIASED -> readMap(in.readBiased());
            case Id.MAP_LARGE, Id.SORTED_MAP_LARGE, Id.OLD_MAP -> readMap(in.readInt());
            case Id.OLD_MAP_DOUBLE_COUNT, Id.OLD_SORTED_MAP_DOUBLE_COUNT -> readMap(in.readInt() >> 1);
            case Id.SET_EMPTY -> readSet(0);
            case Id.SET_SMALL -> readSet(in.readByte());
            case Id.SET_SMALL_BIASED -> readSet(in.readBiased());
            case Id.SET_MEDIUM -> readSet(in.readShort());
            case Id.SET_LARGE, Id.SORTED_SET_LARGE -> readSet(in.readInt());
            case Id.LIST_EMPTY, Id.SEQUENCE_EMPTY -> new Sequence(NO_ELEMENTS);
            case Id.LIST_SMALL, Id.SEQUENCE_SMALL -> new Sequence(readElements(in.readByte()));
            case Id.LIST_MEDIUM, Id.SEQUENCE_MEDIUM -> new Sequence(readElements(in.readShort()));
            case Id.LIST_LARGE, Id.SEQUENCE_LARGE, Id.QUEUE_LARGE -> new Sequence(readElements(in.readInt()));
            case Id.MAP_ENTRY -> {
                @Nullable Object[] pair = readElements(2);
                yield new SimpleImmutableEntry<@Nullable Object, @Nullable Object>(pair[0], pair[1]);
            }
            case Id.OBJECT_ARRAY -> readElements(in.readInt());
            case Id.STRING_ARRAY -> readStrings(in.readInt());
            case Id.OLD_INT_ARRAY -> PrimitiveArrays.ints(readElements(in.readInt()));
            case Id.OLD_LONG_ARRAY -> PrimitiveArrays.longs(readElements(in.readInt()));
            case Id.OLD_FLOAT_ARRAY -> PrimitiveArrays.floats(readElements(in.readInt()));
            case Id.OLD_DOUBLE_ARRAY -> PrimitiveArrays.doubles(readElements(in.readInt()));
            default -> readComposite(id);
        };
    }

    private @Nullable Object readComposite(int id) {
        return switch (id) {
            case Id.METADATA -> readElements(2)[1];
            case Id.METADATA_PROTOCOL_KEY -> Scalars.METADATA_PROTOCOL_KEY;
            case Id.CACHED_0 -> readRemembered(0);
            case Id.CACHED_1 -> readRemembered(1);
            case Id.CACHED_2 -> readRemembered(2);
            case Id.CACHED_3 -> readRemembered(3);
            case Id.CACHED_4 -> readRemembered(4);
            case Id.CACHED_5 -> readRemembered(5);
            case Id.CACHED_6 -> readRemembered(6);
            case Id.CACHED_7 -> readRemembered(7);
            case Id.CACHED_SMALL -> readRemembered(in.readByte());
            case Id.CACHED_MEDIUM -> readRemembered(in.readShort());
            case Id.DICTIONARY -> readWithDictionary();
            case Id.REGEX -> Scalars.regex(readPart(String.class));
            case Id.URI -> Scalars.uri(readPart(String.class));
            case Id.RECORD_SMALL -> readRecord(in.readText(in.readByte()));
            case Id.RECORD_MEDIUM -> readRecord(in.readText(in.readShort()));
            case Id.OLD_RECORD_LARGE -> readRecord(in.readText(in.readInt()));
            case Id.TYPE -> {
                String className = readPart(String.class);
                yield new Opaque.ClojureType(className, readVector(in.readBiased()));
            }
            case Id.SERIALIZED_SMALL -> readSerialized(in.readText(in.readByte()));
            case Id.SERIALIZED_MEDIUM -> readSerialized(in.readText(in.readShort()));
            case Id.OLD_SERIALIZED_SMALL -> readOldSerialized(in.readText(in.readByte()));
            case Id.OLD_SERIALIZED_MEDIUM -> readOldSerialized(in.readText(in.readShort()));
            case Id.OLD_SERIALIZED_LARGE -> readOldSerialized(in.readText(in.readInt()));
            default -> Scalars.isKnown(id) ? scalars.read(id) : new Opaque.Custom(id, readTail(id));
        };
    }

    /** Reads values that were announced together; one more level. */
    private @Nullable Object[] readElements(int count) {
        in.announce(count);
        descend(1);
        @Nullable Object[] elements = new Object[count];
        for (int i = 0; i < count; i++) {
            in.next();
            elements[i] = read();
        }
        depth--;
        return elements;
    }

    private void descend(int levels) {
        if (levels > depthMax - depth) {
            throw new NippyException("value must be at most " + depthMax + " levels deep: it is deeper, at byte "
                    + in.position() + "; raise it by Nippy.withDepthMax if the bytes are to be trusted");
        }
        deepest = Math.max(deepest, depth + levels);
        depth++;
    }

    private List<@Nullable Object> readVector(int count) {
        if (count == 0) {
            return Collections.emptyList();
        }
        return Collections.unmodifiableList(Arrays.<@Nullable Object>asList(readElements(count)));
    }

    private Map<@Nullable Object, @Nullable Object> readMap(int count) {
        if (count == 0) {
            return Collections.emptyMap();
        }
        Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>(Collisions.capacity(in.announcePairs(count)));
        descend(1);
        if (count <= Collisions.MAX) {
            for (int i = 0; i < count; i++) {
                in.next();
                Object key = read();
                in.next();
                map.put(key, read());
            }
        } else {
            readLargeMap(count, map);
        }
        depth--;
        return Collections.unmodifiableMap(map);
    }

    private void readLargeMap(int count, Map<@Nullable Object, @Nullable Object> map) {
        @Nullable Object[] keys = new Object[count];
        @Nullable Object[] values = new Object[count];
        for (int i = 0; i < count; i++) {
            in.next();
            keys[i] = read();
            in.next();
            values[i] = read();
        }
        Collisions.check(keys);
        for (int i = 0; i < count; i++) {
            map.put(keys[i], values[i]);
        }
    }

    private Set<@Nullable Object> readSet(int count) {
        if (count == 0) {
            return Collections.emptySet();
        }
        @Nullable Object[] elements = readElements(count);
        if (count > Collisions.MAX) {
            Collisions.check(elements);
        }
        Set<@Nullable Object> set = new LinkedHashSet<>(Collisions.capacity(count));
        Collections.addAll(set, elements);
        return Collections.unmodifiableSet(set);
    }

    private @Nullable String[] readStrings(int count) {
        @Nullable Object[] elements = readElements(count);
        @Nullable String[] strings = new String[count];
        for (int i = 0; i < count; i++) {
            strings[i] = elements[i] == null ? null : expect(String.class, elements[i]);
        }
        return strings;
    }

    /** Reads the one value that another consists of. */
    private <T> T readPart(Class<T> type) {
        return expect(type, readElements(1)[0]);
    }

    private <T> T expect(Class<T> type, @Nullable Object value) {
        if (!type.isInstance(value)) {
            throw new NippyException("part of a value must be of " + type.getSimpleName() + ": "
                    + (value == null ? "null" : value.getClass().getSimpleName()) + " before byte " + in.position()
                    + "; the bytes are damaged");
        }
        return type.cast(value);
    }

    private Opaque readRecord(String className) {
        return new Opaque.ClojureRecord(className, (Map<?, ?>) readPart(Map.class));
    }

    private Object readSerialized(String className) {
        byte[] stream = readPart(byte[].class);
        Object array = PrimitiveArrays.deserialize(className, stream);
        return array == null ? new Opaque.Serialized(className, stream) : array;
    }

    /** Reads an object stream whose length is not written, because the stream knows its end itself. */
    private Object readOldSerialized(String className) {
        int start = in.position();
        JavaStream.skip(in, depthMax);
        byte[] stream = in.readSince(start);
        Object array = PrimitiveArrays.deserialize(className, stream);
        return array == null ? new Opaque.Serialized(className, stream) : array;
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

    private @Nullable Object readRemembered(int index) {
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
        int elements = in.elements();
        int position = in.position();
        int deepestBefore = deepest;
        deepest = depth;
        Object value = readElements(1)[0];
        int weight = in.elements() - elements;
        if (!(value instanceof String) && !(value instanceof Keyword)) {
            weight += (in.position() - position) / BYTES_PER_ELEMENT;
        }
        remembered.put(index, new Remembered(value, weight, deepest - depth));
        deepest = Math.max(deepest, deepestBefore);
        return value;
    }

    private @Nullable Object readWithDictionary() {
        dictionarySize = Math.max(dictionarySize, in.readShort());
        in.readLong();
        return readElements(1)[0];
    }
}
