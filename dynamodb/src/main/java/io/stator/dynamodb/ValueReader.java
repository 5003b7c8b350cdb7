package io.stator.dynamodb;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * How a stored value is read as one Java type; holds no codecs, so that what is cached for a class keeps none alive.
 *
 * <p>Binary that was frozen is thawed before anything else looks at it, here and nowhere else: so it is read as whatever type is
 * asked for, at any depth.
 */
abstract class ValueReader {
    /** Returns the value as the type; null as {@code value} is an attribute that is absent; throws {@link Mismatch}. */
    final @Nullable Object read(Codecs codecs, @Nullable AttributeValue value) {
        if (value == null || Values.isNull(value)) {
            return nothing(value != null);
        }
        if (value.type() == AttributeValue.Type.B) {
            return binary(codecs, value);
        }
        return stored(codecs, value);
    }

    /** Returns the type's value of an attribute that is absent, or that is there and null. */
    @Nullable
    Object nothing(boolean isThere) {
        return null;
    }

    /** Returns why nothing that is written can be read as the type, or null if it can; {@code seen} are records being looked at. */
    @Nullable
    String unreadable(Codecs codecs, Set<Class<?>> seen) {
        return null;
    }

    /** Returns binary as the type. */
    @Nullable
    Object binary(Codecs codecs, AttributeValue value) {
        Object thawed = codecs.thawed(value.b());
        return thawed == FrozenThawed.NOT_FROZEN ? stored(codecs, value) : thawed(codecs, thawed);
    }

    /** Returns a stored value that is there as the type. */
    abstract @Nullable Object stored(Codecs codecs, AttributeValue value);

    /** Returns a value that was frozen, or a part of one, as the type. */
    abstract @Nullable Object thawed(Codecs codecs, @Nullable Object value);
}
