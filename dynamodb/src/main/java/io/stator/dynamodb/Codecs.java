package io.stator.dynamodb;

import io.stator.dynamodb.nippy.Nippy;
import io.stator.dynamodb.nippy.NippyException;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The conversions between Java values and stored values: the standard ones, and what a program adds.
 *
 * <p>Immutable: each {@code with} method returns another registry. Keep it for as long as the program runs.
 */
public final class Codecs {
    /** Lists and maps around a value at most; with the value itself these are the 32 levels that DynamoDB stores. */
    static final int NESTING_MAX = 31;

    private static final Codecs STANDARD = new Codecs(List.of(), true, Nippy.standard());

    /** Classes whose conversion is tried before anything else, unless a codec takes their place. */
    private static final Set<Class<?>> COMMON =
            Set.of(String.class, Long.class, Integer.class, Boolean.class, Double.class);

    private final List<Codec<?>> codecs;
    private final boolean autoThaw;
    private final Nippy nippy;
    private final boolean commonIsStandard;

    private final ClassValue<Writer> writers = new ClassValue<>() {
        @Override
        protected Writer computeValue(Class<?> type) {
            return Writers.writer(codecs, type);
        }
    };

    private final ClassValue<Reader> readers = new ClassValue<>() {
        @Override
        protected Reader computeValue(Class<?> type) {
            return Readers.reader(codecs, type);
        }
    };

    private Codecs(List<Codec<?>> codecs, boolean autoThaw, Nippy nippy) {
        this.codecs = codecs;
        this.autoThaw = autoThaw;
        this.nippy = nippy;
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
        return new Codecs(List.copyOf(more), autoThaw, nippy);
    }

    /**
     * Returns these conversions, with or without thawing on read: binary that was frozen comes back as its value, and any other
     * binary as {@code byte[]}. On unless switched off.
     */
    public Codecs autoThaw(boolean thaw) {
        return new Codecs(codecs, thaw, nippy);
    }

    /** Returns an item in the form of the AWS SDK, for calls that are made with its client. */
    public Map<String, AttributeValue> toAttributeValues(Item item) {
        return item.attributes(this);
    }

    /** Returns an item that came from the client of the AWS SDK; its values are converted when they are asked for. */
    public Item fromAttributeValues(Map<String, AttributeValue> attributes) {
        return Item.read(attributes, this);
    }

    /** Returns these conversions, with a way to freeze and thaw of their own: a password, a compression, limits. */
    public Codecs nippy(Nippy nippy) {
        return new Codecs(codecs, autoThaw, Objects.requireNonNull(nippy, "nippy"));
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
                return AttributeValue.fromS((String) value);
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
        return writers.get(value.getClass()).write(this, value, depth);
    }

    /** Returns the reader of a type. */
    Reader reader(Type type) {
        return type instanceof Class<?> whole ? readers.get(whole) : Readers.reader(codecs, type);
    }

    /**
     * Returns a stored value as a type; {@code name} names it in the exception. An absent value gives null, an empty Optional,
     * or the exception if the type is primitive.
     */
    @Nullable
    Object read(@Nullable AttributeValue value, Type type, String name) {
        try {
            Object thawed = thawed(value, type);
            return thawed != null ? thawed : reader(type).read(this, value);
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

    /** Returns binary as the value that was frozen, or as {@code byte[]} if it was not, or cannot be thawed, or thawing is off. */
    @Nullable
    Object binary(SdkBytes bytes) {
        byte[] shared = bytes.asByteArrayUnsafe();
        if (autoThaw && Nippy.isNippy(shared)) {
            try {
                return nippy.thaw(shared);
            } catch (NippyException notThawed) {
                return shared.clone();
            }
        }
        return shared.clone();
    }

    /** Returns the bytes of a frozen value. */
    SdkBytes freeze(@Nullable Object value) {
        try {
            return SdkBytes.fromByteArrayUnsafe(nippy.freeze(value));
        } catch (NippyException cause) {
            throw new Mismatch("must be a value that can be frozen: " + cause.getMessage(), cause);
        }
    }

    /** Returns the value that was frozen if there is one of this type, which has no binary form of its own; else null. */
    private @Nullable Object thawed(@Nullable AttributeValue value, Type type) {
        if (value == null || value.type() != AttributeValue.Type.B || !(type instanceof Class<?> whole)) {
            return null;
        }
        Object thawed = StandardReaders.BINARY.contains(whole) ? null : binary(value.b());
        return whole.isInstance(thawed) ? thawed : null;
    }

    @Override
    public String toString() {
        return "Codecs[" + codecs + ", autoThaw=" + autoThaw + "]";
    }
}
