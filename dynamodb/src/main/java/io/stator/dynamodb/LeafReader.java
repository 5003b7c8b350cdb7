package io.stator.dynamodb;

import io.stator.nippy.Opaque;
import io.stator.nippy.Ratio;
import java.math.MathContext;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Reads a type whose values hold no others. A value of the type that was frozen is itself; another is read as if it were stored. */
class LeafReader extends ValueReader {
    private final Class<?> type;
    private final Function<AttributeValue, ?> stored;

    LeafReader(Class<?> type, Function<AttributeValue, ?> stored) {
        this.type = type;
        this.stored = stored;
    }

    @Override
    final @Nullable Object nothing(boolean isThere) {
        if (type.isPrimitive()) {
            throw new Mismatch("must be there to be read as " + type + ": it is " + (isThere ? "null" : "absent")
                    + "; give a default, or read it as an object type");
        }
        return null;
    }

    @Override
    final Object stored(Codecs codecs, AttributeValue value) {
        return stored.apply(value);
    }

    @Override
    final @Nullable Object thawed(Codecs codecs, @Nullable Object value) {
        if (value == null) {
            return nothing(true);
        }
        if (FrozenThawed.isOf(type, value)) {
            return value;
        }
        if (value instanceof Ratio ratio && (type == double.class || type == Double.class)) {
            return ratio.toBigDecimal(MathContext.DECIMAL128).doubleValue();
        }
        if (value instanceof Ratio ratio && (type == float.class || type == Float.class)) {
            return ratio.toBigDecimal(MathContext.DECIMAL128).floatValue();
        }
        return stored.apply(FrozenThawed.scalar(type, value));
    }

    /** Reads a type of bytes. */
    static final class Binary extends LeafReader {
        Binary(Class<?> type, Function<SdkBytes, ?> read) {
            super(type, value -> read.apply(bytes(value)));
        }

        private static SdkBytes bytes(AttributeValue value) {
            if (value.type() != AttributeValue.Type.B) {
                throw StandardReaders.wrong("binary", value);
            }
            return value.b();
        }

        /** Bytes of a type that only their writer knows may be no frozen value at all, and stay what they are. */
        @Override
        @Nullable
        Object binary(Codecs codecs, AttributeValue value) {
            Object thawed = codecs.thawed(value.b());
            return thawed == FrozenThawed.NOT_FROZEN || thawed instanceof Opaque.Custom
                    ? stored(codecs, value)
                    : thawed(codecs, thawed);
        }
    }
}
