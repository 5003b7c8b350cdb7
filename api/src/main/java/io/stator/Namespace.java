package io.stator;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The namespace of the attributes of a record, or of the idents of an enum, where it is not the name of the type.
 *
 * <pre>{@code
 * @Namespace("movie.genre")
 * enum Genre { COMEDY, FILM_NOIR }   // :movie.genre/comedy, :movie.genre/film-noir
 * }</pre>
 *
 * <p>Its methods never wait.
 *
 * @see Ident
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Namespace {
    /** Returns the namespace, such as {@code "movie.genre"}; empty for names without one. Never fails. */
    String value();
}
