package io.stator.dynamodb;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the record component after which DynamoDB deletes the item: an {@code Instant}, or a {@code long} with seconds since 1970.
 *
 * <p>It is stored as a number of whole seconds, which is what the service wants; a fraction is cut off.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface TimeToLive {}
