package io.stator.engine.datom;

import io.stator.Anomaly;
import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import io.stator.edn.Named;
import io.stator.edn.Symbol;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The bytes of values, each under a tag that says its class. Tags are never given another meaning. */
public final class ValueCodec {
    private static final int NULL = 0;
    private static final int LONG = 1;
    /** A long written as its difference to the entity: references often are near. */
    private static final int LONG_NEAR = 2;

    private static final int INSTANT = 3;
    private static final int STRING = 4;
    private static final int KEYWORD = 5;
    private static final int SYMBOL = 6;
    private static final int TRUE = 7;
    private static final int FALSE = 8;
    private static final int DOUBLE = 9;
    private static final int FLOAT = 10;
    private static final int BIG_INTEGER = 11;
    private static final int BIG_DECIMAL = 12;
    private static final int UUID_TAG = 13;
    private static final int URI_TAG = 14;
    private static final int LIST = 15;
    private static final int BYTES = 16;

    /** The greatest depth of lists in each other. */
    private static final int NESTING_MAX = 1_000;

    private ValueCodec() {}

    /** Returns the tag of a fact's value. */
    public static int tag(Fact fact) {
        if (fact.isLong()) {
            long near = fact.bits - fact.e;
            return Math.abs(near) < Math.abs(fact.bits) ? LONG_NEAR : LONG;
        }
        return fact.isInstant() ? INSTANT : tag(fact.stored());
    }

    /** Returns the tag of a value. */
    public static int tag(@Nullable Object value) {
        if (value == null) {
            return NULL;
        }
        if (value instanceof String) {
            return STRING;
        }
        if (value instanceof Keyword) {
            return KEYWORD;
        }
        if (value instanceof Boolean flag) {
            return flag ? TRUE : FALSE;
        }
        if (value instanceof UUID) {
            return UUID_TAG;
        }
        if (value instanceof Long) {
            return LONG;
        }
        if (value instanceof Double) {
            return DOUBLE;
        }
        if (value instanceof Instant) {
            return INSTANT;
        }
        if (value instanceof List) {
            return LIST;
        }
        if (value instanceof Symbol) {
            return SYMBOL;
        }
        if (value instanceof Float) {
            return FLOAT;
        }
        if (value instanceof BigInteger) {
            return BIG_INTEGER;
        }
        if (value instanceof BigDecimal) {
            return BIG_DECIMAL;
        }
        if (value instanceof URI) {
            return URI_TAG;
        }
        if (value instanceof byte[]) {
            return BYTES;
        }
        throw new IllegalArgumentException("value must be of a value type's class: class=" + value.getClass());
    }

    /** Writes what follows the tag of a fact's value. */
    public static void put(int tag, Fact fact, ByteSink sink) {
        switch (tag) {
            case LONG, INSTANT -> sink.putZigzag(fact.bits);
            case LONG_NEAR -> sink.putZigzag(fact.bits - fact.e);
            default -> put(tag, fact.stored(), sink);
        }
    }

    /** Writes what follows the tag that {@link #tag(Object)} has found. */
    public static void put(int tag, @Nullable Object value, ByteSink sink) {
        if (value == null || value instanceof Boolean) {
            return; // the tag says it
        }
        switch (tag) {
            case STRING -> sink.putText((String) value);
            case KEYWORD, SYMBOL -> putName((Named) value, sink);
            case LONG -> sink.putZigzag((Long) value);
            case INSTANT -> sink.putZigzag(((Instant) value).toEpochMilli());
            case DOUBLE -> sink.putLong(Double.doubleToRawLongBits((Double) value));
            case FLOAT -> sink.putVarint(Float.floatToRawIntBits((Float) value) & 0xffffffffL);
            case BIG_INTEGER -> sink.putBytes(((BigInteger) value).toByteArray());
            case BIG_DECIMAL -> {
                sink.putZigzag(((BigDecimal) value).scale());
                sink.putBytes(((BigDecimal) value).unscaledValue().toByteArray());
            }
            case UUID_TAG -> {
                sink.putLong(((UUID) value).getMostSignificantBits());
                sink.putLong(((UUID) value).getLeastSignificantBits());
            }
            case URI_TAG -> sink.putText(value.toString());
            case BYTES -> sink.putBytes((byte[]) value);
            case LIST -> {
                sink.putVarint(((List<?>) value).size());
                for (Object element : (List<?>) value) {
                    int elementTag = tag(element);
                    sink.put(elementTag);
                    put(elementTag, element, sink);
                }
            }
            default -> throw new IllegalArgumentException("value must fit its tag: tag=" + tag);
        }
    }

    private static void putName(Named name, ByteSink sink) {
        String namespace = name.namespace();
        sink.putText(namespace == null ? "" : namespace);
        sink.putText(name.name());
    }

    private static @Nullable String getNamespace(ByteSource source) {
        String namespace = source.getText();
        return namespace.isEmpty() ? null : namespace;
    }

    private static Named getNamed(int tag, @Nullable String namespace, String name) {
        try {
            return tag == KEYWORD ? Keyword.of(namespace, name) : Symbol.of(namespace, name);
        } catch (Anomaly noName) {
            throw new IllegalArgumentException(noName.getMessage(), noName);
        }
    }

    /** Returns the fact whose value follows the tag. */
    public static Fact getFact(int tag, ByteSource source, long e, int a, long t, boolean added) {
        return switch (tag) {
            case LONG -> Fact.ofLong(e, a, source.getZigzag(), t, added);
            case LONG_NEAR -> Fact.ofLong(e, a, e + source.getZigzag(), t, added);
            default -> {
                Object value = get(tag, source);
                if (value == null) {
                    throw new IllegalArgumentException("fact in a log record must have a value: e=" + e + " a=" + a);
                }
                yield Fact.of(e, a, value, t, added);
            }
        };
    }

    /** Returns the value that follows the tag. */
    public static @Nullable Object get(int tag, ByteSource source) {
        return get(tag, source, 0);
    }

    private static @Nullable Object get(int tag, ByteSource source, int depth) {
        return switch (tag) {
            case NULL -> null;
            case LONG -> source.getZigzag();
            case INSTANT -> Instant.ofEpochMilli(source.getZigzag());
            case STRING -> source.getText();
            case KEYWORD, SYMBOL -> getNamed(tag, getNamespace(source), source.getText());
            case TRUE -> Boolean.TRUE;
            case FALSE -> Boolean.FALSE;
            case DOUBLE -> Double.longBitsToDouble(source.getLong());
            case FLOAT -> Float.intBitsToFloat((int) source.getVarint());
            case BIG_INTEGER -> new BigInteger(source.getBytes());
            case BIG_DECIMAL -> {
                int scale = (int) source.getZigzag();
                yield new BigDecimal(new BigInteger(source.getBytes()), scale);
            }
            case UUID_TAG -> new UUID(source.getLong(), source.getLong());
            case URI_TAG -> URI.create(source.getText());
            case BYTES -> source.getBytes();
            case LIST -> getList(source, depth);
            default -> throw noTag(tag);
        };
    }

    /** Passes over the value that follows the tag, without making anything of it. */
    public static void pass(int tag, ByteSource source) {
        pass(tag, source, 0);
    }

    private static void pass(int tag, ByteSource source, int depth) {
        switch (tag) {
            case NULL, TRUE, FALSE -> source.pass(0);
            case LONG, LONG_NEAR, INSTANT, FLOAT -> source.getVarint();
            case STRING, URI_TAG, BIG_INTEGER, BYTES -> source.pass(source.getCount());
            case KEYWORD, SYMBOL -> {
                source.pass(source.getCount());
                source.pass(source.getCount());
            }
            case DOUBLE -> source.pass(Long.BYTES);
            case BIG_DECIMAL -> {
                source.getVarint();
                source.pass(source.getCount());
            }
            case UUID_TAG -> source.pass(2 * Long.BYTES);
            case LIST -> passList(source, depth);
            default -> throw noTag(tag);
        }
    }

    private static void passList(ByteSource source, int depth) {
        if (depth >= NESTING_MAX) {
            throw tooDeep();
        }
        for (int left = source.getCount(); left > 0; left--) {
            pass(source.get(), source, depth + 1);
        }
    }

    private static IllegalArgumentException noTag(int tag) {
        return new IllegalArgumentException("value tag must be one of 0 to " + BYTES + ": tag=" + tag);
    }

    private static IllegalArgumentException tooDeep() {
        return new IllegalArgumentException("lists must be nested at most " + NESTING_MAX + " deep");
    }

    private static EdnVector getList(ByteSource source, int depth) {
        if (depth >= NESTING_MAX) {
            throw tooDeep();
        }
        @Nullable Object[] elements = new Object[source.getCount()];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = get(source.get(), source, depth + 1);
        }
        return EdnVector.copyOf(Arrays.asList(elements));
    }
}
