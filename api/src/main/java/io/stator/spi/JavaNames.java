package io.stator.spi;

import io.stator.Anomaly;
import io.stator.Ident;
import io.stator.Namespace;
import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How names of Java become names of a database, and back: {@code FILM_NOIR} of {@code MovieGenre} is {@code :movie-genre/film-noir} unless {@link Namespace}
 * or {@link Ident} say otherwise.
 *
 * <p>Its methods never wait.
 */
public final class JavaNames {
    private static final ClassValue<Constants> CONSTANTS = new ClassValue<>() {
        @Override
        protected Constants computeValue(Class<?> type) {
            return Constants.of(type);
        }
    };

    private JavaNames() {}

    /** The constants of an enum. */
    private record Constants(Map<Enum<?>, Keyword> keywords, Map<Keyword, Enum<?>> constants, boolean named) {
        static Constants of(Class<?> type) {
            boolean named = type.isAnnotationPresent(Namespace.class);
            Map<Enum<?>, Keyword> keywords = new HashMap<>();
            Map<Keyword, Enum<?>> constants = new HashMap<>();
            for (Object each : type.getEnumConstants()) {
                Enum<?> constant = (Enum<?>) each;
                Ident ident = ident(type, constant);
                named |= ident != null;
                Keyword keyword = ident == null
                        ? keyword(namespace(type), hyphened(constant.name()), type.getSimpleName() + "." + constant)
                        : Require.keyword(ident.value(), "@Ident of " + type.getSimpleName() + "." + constant.name());
                Enum<?> other = constants.put(keyword, constant);
                if (other != null) {
                    throw new Anomaly.Incorrect("constants of " + type.getTypeName()
                            + " must mean different keywords: " + other.name() + " and " + constant.name()
                            + " both mean " + keyword + " (name one with @Ident)");
                }
                keywords.put(constant, keyword);
            }
            return new Constants(keywords, constants, named);
        }

        private static @Nullable Ident ident(Class<?> type, Enum<?> constant) {
            try {
                Field field = type.getField(constant.name());
                return field.getAnnotation(Ident.class);
            } catch (NoSuchFieldException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }

    /**
     * Returns the keyword that a constant means.
     *
     * @throws Anomaly.Incorrect when its enum has two constants that mean the same, or a name that EDN cannot express
     */
    public static Keyword keyword(Enum<?> constant) {
        Class<?> type = Require.present(constant, "constant").getDeclaringClass();
        return Require.present(CONSTANTS.get(type).keywords().get(constant), "constant");
    }

    /**
     * Returns the constant of an enum that a keyword means, or null. If the enum says nothing about its names, the namespace and the case do not matter.
     *
     * @throws Anomaly.Incorrect when the enum has two constants that mean the same, or a name that EDN cannot express
     */
    public static @Nullable Enum<?> constant(Class<?> type, Keyword keyword) {
        Constants constants = CONSTANTS.get(type);
        Enum<?> found = constants.constants().get(keyword);
        return found != null || constants.named() ? found : constant(type, keyword.name());
    }

    /**
     * Returns the constant of an enum with a name, in whatever case and with hyphens or underscores, or null.
     *
     * @throws Anomaly.Incorrect when the enum has two constants that mean the same, or a name that EDN cannot express
     */
    public static @Nullable Enum<?> constant(Class<?> type, String name) {
        String wanted = name.replace('-', '_');
        for (Enum<?> constant : CONSTANTS.get(type).keywords().keySet()) {
            if (constant.name().equalsIgnoreCase(wanted)) {
                return constant;
            }
        }
        return null;
    }

    /**
     * Returns the attribute that a component of a record means, in the namespace of the record.
     *
     * @throws Anomaly.Incorrect when EDN cannot express the name
     */
    public static Keyword attribute(Class<?> record, String component) {
        return keyword(namespace(record), hyphened(component), record.getSimpleName() + "." + component);
    }

    private static @Nullable String namespace(Class<?> type) {
        Namespace namespace = type.getAnnotation(Namespace.class);
        String name = namespace == null ? hyphened(type.getSimpleName()) : namespace.value();
        return name.isEmpty() ? null : name;
    }

    private static Keyword keyword(@Nullable String namespace, String name, String where) {
        try {
            Keyword keyword = Keyword.of(namespace, name);
            Edn.print(keyword);
            return keyword;
        } catch (Anomaly noName) {
            throw new Anomaly.Incorrect(
                    where + " must have a name that EDN can express, or be named with @Ident: namespace=" + namespace
                            + " name=" + name,
                    Map.of(),
                    noName);
        }
    }

    /** Returns a name of Java in small letters with hyphens: {@code releaseYear}, {@code RELEASE_YEAR} and {@code ReleaseYear} as {@code release-year}. */
    private static String hyphened(String name) {
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '_') {
                words.append('-');
                continue;
            }
            boolean begins = i > 0
                    && Character.isUpperCase(c)
                    && (Character.isLowerCase(name.charAt(i - 1))
                            || Character.isDigit(name.charAt(i - 1))
                            || (Character.isUpperCase(name.charAt(i - 1))
                                    && i + 1 < name.length()
                                    && Character.isLowerCase(name.charAt(i + 1))));
            words.append(begins ? "-" : "").append(c);
        }
        String hyphened = words.toString().toLowerCase(Locale.ROOT).replaceAll("-+", "-");
        return hyphened.replaceAll("^-|-$", "");
    }
}
