package io.stator.edn;

import io.stator.Anomaly;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reading and printing of EDN texts. All methods may be called by many threads.
 *
 * <p>They never wait, except for a target or a function of the caller.
 */
public final class Edn {
    /** How much of a value is shown in a message, in characters. */
    public static final int DESCRIBED_MAX = 300;

    private static final int NAME_SLOTS_MIN = 16;
    private static final int NAME_SLOTS_MAX = 1024;
    private static final int CHARACTERS_PER_SLOT = 64;

    private Edn() {}

    /**
     * Returns the one form of the text, which is null for {@code nil}.
     *
     * @throws EdnException if the text is malformed, or has no form or several
     */
    public static @Nullable Object read(String text) {
        return read(text, EdnOptions.defaults());
    }

    /**
     * Returns the one form of the text, read with these options.
     *
     * @throws EdnException if the text is malformed, or has no form or several
     */
    public static @Nullable Object read(String text, EdnOptions options) {
        FormReader reader = reader(text, options);
        Object form = reader.form();
        if (form == FormReader.END) {
            throw new EdnException("a form", "the end of the text", reader.formLine(), reader.formColumn());
        }
        reader.expectEnd();
        return form;
    }

    /**
     * Returns all forms of the text in order, in an unmodifiable list that may hold null.
     *
     * @throws EdnException if the text is malformed
     */
    public static List<@Nullable Object> readAll(String text) {
        return readAll(text, EdnOptions.defaults());
    }

    /**
     * Returns all forms of the text in order, read with these options, in an unmodifiable list that may hold null.
     *
     * @throws EdnException if the text is malformed
     */
    public static List<@Nullable Object> readAll(String text, EdnOptions options) {
        FormReader reader = reader(text, options);
        List<@Nullable Object> forms = new ArrayList<>();
        for (Object form = reader.form(); form != FormReader.END; form = reader.form()) {
            forms.add(form);
        }
        return EdnVector.copyOf(forms);
    }

    private static FormReader reader(String text, EdnOptions options) {
        int slots = Integer.highestOneBit(Given.present(text, "text").length() / CHARACTERS_PER_SLOT + 1);
        int bounded = Math.min(NAME_SLOTS_MAX, Math.max(NAME_SLOTS_MIN, slots));
        return new FormReader(new CharInput(text), Given.present(options, "options"), bounded);
    }

    /**
     * Returns the value as EDN text that {@link #read(String)} reads back as an equal value.
     *
     * @throws Anomaly.Incorrect if the value holds something that EDN cannot express, or is nested too deep
     */
    public static String print(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        new Printer(out).print(value);
        return out.toString();
    }

    /**
     * Returns the value as EDN text, telling before each element how long the text is by then: a value that holds another
     * many times over is short to make and long to print.
     *
     * @param progress may throw, which ends the printing
     * @throws Anomaly.Incorrect if the value holds something that EDN cannot express, or is nested too deep
     */
    public static String print(@Nullable Object value, IntConsumer progress) {
        StringBuilder out = new StringBuilder();
        new Printer(out, Given.present(progress, "progress")).print(value);
        return out.toString();
    }

    /**
     * Appends the value as EDN text.
     *
     * @throws Anomaly.Incorrect if the value holds something that EDN cannot express, or is nested too deep
     * @throws UncheckedIOException if the target fails
     */
    public static void print(@Nullable Object value, Appendable target) {
        if (Given.present(target, "target") instanceof StringBuilder out) {
            new Printer(out).print(value);
            return;
        }
        try {
            target.append(print(value));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /**
     * Returns the value as text for a message: EDN, with {@code #object[class "text"]} for what EDN cannot express, and
     * {@code ...} where it is longer than {@value #DESCRIBED_MAX} characters. Never fails.
     */
    public static String describe(@Nullable Object value) {
        return Printer.describe(value, DESCRIBED_MAX);
    }

    /**
     * Returns the value as EDN text whose lines are, where possible, at most 100 characters wide.
     *
     * @throws Anomaly.Incorrect if the value holds something that EDN cannot express, or is nested too deep
     */
    public static String pretty(@Nullable Object value) {
        try {
            return new PrettyPrinter().print(value);
        } catch (StackOverflowError tooDeep) {
            throw new Anomaly.Incorrect(
                    "the value must be nested less deep to be printed by this thread", Map.of(), tooDeep);
        }
    }
}
