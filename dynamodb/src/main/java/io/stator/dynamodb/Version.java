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
 * <p>An item from before there were versions is read with version 0, or null, and gets its first version by an update or is deleted; a
 * put of what was read is refused, because it cannot be told from a new record.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Version {}
