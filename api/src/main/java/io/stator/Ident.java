package io.stator;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The name in the database of a component of a record, or of a constant of an enum, where it is not the one that follows from the name in Java.
 *
 * <pre>{@code
 * record Movie(@Ident(":db/id") @Nullable Long id, String title, @Ident(":movie/release-date") LocalDate released) {}
 *
 * enum Genre { COMEDY, @Ident(":genre/film-noir") NOIR }
 * }</pre>
 *
 * <p>Its methods never wait.
 *
 * @see TxData#of(Object...)
 * @see Namespace
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD})
public @interface Ident {
    /** Returns the whole name: the attribute of a component, or the ident of a constant, such as {@code ":movie/title"}. Never fails. */
    String value();
}
