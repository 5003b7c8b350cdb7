package io.stator.dynamodb;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** How a stored value is read as one Java type; holds no codecs, so that what is cached for a class keeps none alive. */
@FunctionalInterface
interface Reader {
    /** Returns the value as the type; null as {@code value} is an attribute that is absent; throws {@link Mismatch}. */
    @Nullable
    Object read(Codecs codecs, @Nullable AttributeValue value);
}
