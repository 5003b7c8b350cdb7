package io.stator.dynamodb;

import io.stator.nippy.Nippy;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The conversions between Java values and stored values: the standard ones, and what a program adds.
 *
 * <p>Immutable: each {@code with} method returns another registry. Keep it for as long as the program runs.
 *
 * <p>In the manual: {@code docs/manual/dynamodb/values.md}, or {@code stator help manual dynamodb/values}.
 *
 * <p>Waits and failures: nothing here asks the service; what cannot be converted is a {@link DynamoException.InvalidValue}.
 */
public final class Codecs {
    /** Lists and maps around a value at most; with the value itself these are the 32 levels that DynamoDB stores. */
    static final int NESTING_MAX = 31;

    private static final Codecs STANDARD = new Codecs(List.of(), true, FrozenFormat.standard());

    /** Classes whose conversion is tried before anything else, unless a codec takes their place. */
    private static final Set<Class<?>> COMMON =
            Set.of(String.class, Long.class, Integer.class, Boolean.class, Double.class);

    private final List<Codec<?>> codecs;
    private final boolean autoThaw;
    private final FrozenFormat format;
    private final boolean commonIsStandard;
    private final boolean setsAreStandard;

    private final ClassValue<ValueWriter> writers = new ClassValue<>() {
        @Override
        protected ValueWriter computeValue(Class<?> type) {
            return ValueWriters.writer(codecs, type);
        }
    };

    private final ClassValue<ValueReader> readers = new ClassValue<>() {
        @Override
        protected ValueReader computeValue(Class<?> type) {
            return ValueReaders.reader(codecs, type);
        }
    };

    /** Why records of a class would be written and never read, or nothing. */
    private final ClassValue<String> unreadable = new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> type) {
            return Objects.requireNonNullElse(reader(type).unreadable(Codecs.this, new HashSet<>(Set.of(type))), "");
        }
    };

    private Codecs(List<Codec<?>> codecs, boolean autoThaw, FrozenFormat format) {
        this.codecs = codecs;
        this.autoThaw = autoThaw;
        this.format = format;
        this.setsAreStandard = ValueWriters.nearest(codecs, Set.class) == null
                && codecs.stream().noneMatch(codec -> Set.class.isAssignableFrom(codec.type()));
        this.commonIsStandard = codecs.stream().noneMatch(codec -> COMMON.contains(codec.type()));
    }

    /** Returns the standard conversions, with thawing on read. */
    public static Codecs standard() {
        return STANDARD;
    }

    /** Returns these conversions and a codec, which takes the place of an earlier one for the same type. */
    public Codecs with(Codec<?> codec) {
        Objects.requireNonNull(codec, "codec");
        List<Codec<?>> more = new ArrayList<>(codecs);
        more.removeIf(each -> each.type() == codec.type());
        more.add(codec);
        return new Codecs(List.copyOf(more), autoThaw, format);
    }

    /**
     * Returns these conversions, with or without thawing on read: binary that was frozen is read as its value, whatever type it is
     * read as, and any other binary as it is. Encrypted values need their password ({@link #nippy}). On unless switched off.
     */
    public Codecs autoThaw(boolean thaw) {
        return new Codecs(codecs, thaw, format);
    }

    /** Returns an item in the form of the AWS SDK, for calls that are made with its client. */
    public Map<String, AttributeValue> toAttributeValues(Item item) {
        return item.attributes(this);
    }

    /** Returns an item that came from the client of the AWS SDK; its values are converted when they are asked for. */
    public Item fromAttributeValues(Map<String, AttributeValue> attributes) {
        return Item.read(attributes, this);
    }

    /**
     * Returns these conversions, with other settings for what is frozen and thawed: a password, a compression, limits, as in {@code
     * nippy(nippy -> nippy.withPassword(password))}.
     *
     * @throws DynamoException.InvalidValue if the artifact {@code stator-nippy} is missing
     */
    public Codecs nippy(UnaryOperator<Nippy> change) {
        Objects.requireNonNull(change, "change");
        try {
            return new Codecs(codecs, autoThaw, format.with(change));
        } catch (Mismatch missing) {
            throw missing.at("codecs").invalid();
        }
    }

    /** Returns the stored form of a value; {@code name} names it in the exception: an attribute, or {@code value 2}. */
    AttributeValue write(@Nullable Object value, String name) {
        try {
            return write(value, 0);
        } catch (Mismatch mismatch) {
            throw mismatch.at(name).invalid();
        }
    }

    /** Returns the stored form of a value inside {@code depth} lists and maps; throws {@link Mismatch}. */
    AttributeValue write(@Nullable Object value, int depth) {
        if (value == null) {
            return Values.NULL;
        }
        if (commonIsStandard) {
            Class<?> type = value.getClass();
            if (type == String.class) {
                return AttributeValue.fromS(ValueWriters.sound((String) value));
            }
            if (type == Long.class || type == Integer.class) {
                return AttributeValue.fromN(value.toString());
            }
            if (type == Boolean.class) {
                return (Boolean) value ? Values.TRUE : Values.FALSE;
            }
            if (type == Double.class) {
                return AttributeValue.fromN(Numbers.text((double) value));
            }
        }
        AttributeValue stored = writers.get(value.getClass()).write(this, value, depth);
        if (stored.type() == AttributeValue.Type.S) {
            ValueWriters.sound(stored.s());
        }
        return stored;
    }

    /** Throws {@link Mismatch} if records of a class could be written but not read. */
    void checkReadable(Class<?> type) {
        String problem = unreadable.get(type);
        if (!problem.isEmpty()) {
            throw new Mismatch(problem);
        }
    }

    /** Returns whether a codec is for a value, or for what an Optional holds. */
    boolean hasCodecFor(@Nullable Object value) {
        Object held = value instanceof Optional<?> optional ? optional.orElse(null) : value;
        return held != null && ValueWriters.nearest(codecs, held.getClass()) != null;
    }

    /** Returns whether sets are written as DynamoDB has them, and not by a codec. */
    boolean areSetsStandard() {
        return setsAreStandard;
    }

    /** Returns the reader of a type. */
    ValueReader reader(Type type) {
        return type instanceof Class<?> whole ? readers.get(whole) : ValueReaders.reader(codecs, type);
    }

    /**
     * Returns a stored value as a type; {@code name} names it in the exception. An absent value gives null, an empty Optional,
     * or the exception if the type is primitive.
     */
    @Nullable
    Object read(@Nullable AttributeValue value, Type type, String name) {
        try {
            return reader(type).read(this, value);
        } catch (Mismatch mismatch) {
            throw mismatch.at(name).invalid();
        }
    }

    /** Returns a value that was frozen as a type; {@code name} names it in the exception. */
    @Nullable
    Object readThawed(@Nullable Object value, Type type, String name) {
        try {
            return reader(type).thawed(this, value);
        } catch (Mismatch mismatch) {
            throw mismatch.at(name).invalid();
        }
    }

    /** Returns a stored value as a plain Java value; {@code name} names it in the exception. */
    @Nullable
    Object plain(AttributeValue value, String name) {
        try {
            return Values.plain(this, value);
        } catch (Mismatch mismatch) {
            throw mismatch.at(name).invalid();
        }
    }

    /** Returns binary as the value that was frozen, or as {@code byte[]} if it was not, or thawing is off. */
    @Nullable
    Object binary(SdkBytes bytes) {
        Object value = thawed(bytes);
        return value == FrozenThawed.NOT_FROZEN ? bytes.asByteArray() : value;
    }

    /**
     * Returns the value that was frozen, or {@link FrozenThawed#NOT_FROZEN} if binary is something else or thawing is off, as {@link
     * FrozenFormat#thaw} does.
     */
    @Nullable
    Object thawed(SdkBytes bytes) {
        return autoThaw ? thawedAlways(bytes) : FrozenThawed.NOT_FROZEN;
    }

    /** Returns binary as {@link #thawed} does, also where thawing is off. */
    @Nullable
    Object thawedAlways(SdkBytes bytes) {
        byte[] shared = bytes.asByteArrayUnsafe();
        return FrozenFormat.looksFrozen(shared) ? format.thaw(shared) : FrozenThawed.NOT_FROZEN;
    }

    /** Returns the bytes of a frozen value. */
    SdkBytes freeze(@Nullable Object value) {
        return SdkBytes.fromByteArrayUnsafe(format.freeze(value));
    }

    @Override
    public String toString() {
        return "Codecs[" + codecs + ", autoThaw=" + autoThaw + "]";
    }
}
