package io.stator;

import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import io.stator.spi.GivenValues;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Forms as they are kept and shown: taken in by {@link GivenValues}, so that what the caller does with them later has no effect. */
final class Forms {
    private Forms() {}

    /** Takes a form of a transaction, in which a record says facts about an entity. */
    static @Nullable Object freeze(@Nullable Object form) {
        return GivenValues.takeForm(form, RecordForms::form);
    }

    /** As {@link #freeze}, where a list of Java that starts with the name of a function or rule is a call. */
    static @Nullable Object freezeQuery(@Nullable Object form) {
        return GivenValues.takeQuery(form);
    }

    static List<@Nullable Object> freezeAll(Collection<?> forms) {
        List<@Nullable Object> frozen = new ArrayList<>();
        if (freeze(forms instanceof List ? forms : forms.toArray()) instanceof List<?> list) {
            frozen.addAll(list);
        }
        return frozen;
    }

    /** Returns what was frozen as it may be let out. */
    @SuppressWarnings({"unchecked", "NullAway"}) // what is let out is of the kind that was kept
    static <T> T thaw(T frozen) {
        return (T) GivenValues.give(frozen);
    }

    /** Returns a form as EDN text, shortened when it holds what EDN cannot express. */
    static String text(Object form) {
        try {
            return Edn.print(form);
        } catch (Anomaly beyondEdn) {
            return Edn.describe(form);
        }
    }

    /** Returns the name of an attribute given as an {@link Attribute}, or as a string such as {@code ":a/b"}. */
    static Object attributeName(Object attribute) {
        Keyword name = GivenValues.keyword(attribute);
        return name == null ? attribute : name;
    }
}
