package io.stator.dynamodb;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the record component, a {@code long} or {@code int} or its wrapper, that counts the versions of an item.
 *
 * <p>0 or null is a record that was never stored: a put of it requires that there is no item with its key. Each other write requires
 * the stored version to be the record's, and each stores the next one, so that of two writers that read the same version one fails
 * with {@link DynamoException.ConditionFailed}.
 *
 * <p>An item from before there were versions is read with version {@link #UNVERSIONED}: a write of what was read requires that the item is
 * there and still has none, and stores version 1. A constructor that refuses a negative version gets 0, or null; what it makes cannot be told
 * from a new record, so that a put of it is refused, and an update gives the item its first version.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Version {
    /** The version of records that were read from items without one. */
    long UNVERSIONED = -1;
}
