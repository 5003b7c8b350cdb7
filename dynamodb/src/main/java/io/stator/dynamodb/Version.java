package io.stator.dynamodb;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the record component, a {@code long} or {@code int} or its wrapper, that counts the versions of an item.
 *
 * <p>0 or null is an item that was never stored. Each write requires the stored version to be the record's and stores the next
 * one, so that of two writers that read the same version one fails with {@link DynamoException.ConditionFailed}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Version {}
