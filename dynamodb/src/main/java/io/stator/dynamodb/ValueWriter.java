package io.stator.dynamodb;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** How values of one class are written; holds no codecs, so that what is cached for a class keeps none alive. */
@FunctionalInterface
interface ValueWriter {
    /** Returns the stored form of {@code value}, which lies inside {@code depth} lists and maps; throws {@link Mismatch}. */
    AttributeValue write(Codecs codecs, Object value, int depth);
}
