package io.stator.edn;

import io.stator.Anomaly;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Prints values on one line. It may be told to stop when the text gets too long to be of use. Not safe for use by several threads. */
final class Printer {
    private final StringBuilder out;
    private final int lengthMax;
    private final boolean lenient;
    private final IntConsumer progress;
    private int depth;
    private @Nullable Frame top;

    Printer(StringBuilder out) {
        this(out, Integer.MAX_VALUE);
    }

    /** Makes a printer that leaves the rest out once the text is longer than this. */
    Printer(StringBuilder out, int lengthMax) {
        this(out, lengthMax, false, length -> {});
    }

    /** Makes a printer that tells the length of its text before each element of a collection. */
    Printer(StringBuilder out, IntConsumer progress) {
        this(out, Integer.MAX_VALUE, false, progress);
    }

    private Printer(StringBuilder out, int lengthMax, boolean lenient, IntConsumer progress) {
        this.out = out;
        this.lengthMax = lengthMax;
        this.lenient = lenient;
        this.progress = progress;
    }

    /** Returns a value as text of a message: as EDN where it is EDN, cut off when it is long. */
    static String describe(@Nullable Object value, int lengthMax) {
        StringBuilder out = new StringBuilder();
        Printer printer = new Printer(out, lengthMax, true, length -> {});
        printer.begin(value);
        while (printer.top != null && out.length() <= lengthMax) {
            printer.step();
        }
        if (out.length() <= lengthMax) {
            return out.toString();
        }
        boolean split = Character.isHighSurrogate(out.charAt(lengthMax - 1));
        return out.substring(0, split ? lengthMax - 1 : lengthMax) + "...";
    }

    /** Prints with a stack of its own, so that the thread's does not overflow. */
    void print(@Nullable Object value) {
        begin(value);
        while (top != null) {
            step();
        }
    }

    private void step() {
        Frame frame = top;
        if (frame == null) {
            return;
        }
        if (frame.items.hasNext() && !(frame.isBetween() && out.length() > lengthMax)) {
            progress.accept(out.length());
            frame.separate(out);
            begin(frame.items.next());
        } else {
            out.append(frame.closing);
            top = frame.outer;
            depth--;
        }
    }

    private void begin(@Nullable Object value) {
        if (value == null) {
            out.append("nil");
        } else if (lenient && !isPlain(value)) {
            Described.print(out, value);
        } else if (value instanceof String text) {
            printString(lenient && text.length() > lengthMax ? text.substring(0, lengthMax) : text);
        } else if (value instanceof Named named) {
            printNamed(named);
        } else if (value instanceof Number number) {
            printNumber(number);
        } else if (value instanceof Map<?, ?> map) {
            enter("{", new Halves(map.entrySet().iterator()), "}", true);
        } else {
            Collection<?> elements = elements(value);
            if (elements != null) {
                enter(opening(value), elements.iterator(), String.valueOf(closing(value)), false);
            } else if (value instanceof Tagged tagged) {
                enterTagged(tagged);
            } else {
                printScalar(value);
            }
        }
    }

    /** Returns whether EDN can express a value by itself, whatever it encloses. */
    private boolean isPlain(Object value) {
        if (value instanceof Named named) {
            return Names.isReadable(named);
        }
        if (value instanceof BigInteger || value instanceof BigDecimal) {
            return NumberText.isWithinLimit((Number) value);
        }
        if (value instanceof byte[] bytes) {
            return bytes.length <= lengthMax;
        }
        if (value instanceof Instant instant) {
            return InstantText.isExpressible(instant);
        }
        return value instanceof String
                || value instanceof Map
                || elements(value) != null
                || (value instanceof Tagged tagged && isTag(tagged.tag()))
                || value instanceof Long
                || value instanceof Integer
                || value instanceof Short
                || value instanceof Byte
                || value instanceof Double
                || value instanceof Float
                || value instanceof Boolean
                || value instanceof Character
                || value instanceof UUID
                || value instanceof Date
                || value instanceof URI
                || value instanceof Pattern;
    }

    private void enter(String opening, Iterator<?> items, String closing, boolean paired) {
        depth++;
        if (!lenient) {
            checkDepth(depth);
        }
        out.append(opening);
        top = new Frame(items, closing, paired, top);
    }

    private void enterTagged(Tagged tagged) {
        if (!isTag(tagged.tag())) {
            throw Given.beyondEdn("only tags that can be read back can be printed: tag=" + tagged.tag());
        }
        enter(
                "#" + tagged.tag() + " ",
                Collections.singletonList(tagged.value()).iterator(),
                "",
                false);
    }

    /** A collection that is being printed. */
    private static final class Frame {
        private final Iterator<?> items;
        private final String closing;
        private final boolean paired;
        private final @Nullable Frame outer;
        private int printed;

        Frame(Iterator<?> items, String closing, boolean paired, @Nullable Frame outer) {
            this.items = items;
            this.closing = closing;
            this.paired = paired;
            this.outer = outer;
        }

        /** Returns whether something is printed, and no key waits for its value. */
        boolean isBetween() {
            return printed > 0 && !(paired && printed % 2 == 1);
        }

        void separate(StringBuilder out) {
            if (printed > 0) {
                out.append(isBetween() && paired ? ", " : " ");
            }
            printed = printed == Integer.MAX_VALUE ? 1 : printed + 1;
        }
    }

    /** The keys and values of a map in turn. */
    private static final class Halves implements Iterator<@Nullable Object> {
        private final Iterator<? extends Map.Entry<?, ?>> entries;
        private Map.@Nullable Entry<?, ?> half;

        Halves(Iterator<? extends Map.Entry<?, ?>> entries) {
            this.entries = entries;
        }

        @Override
        public boolean hasNext() {
            return half != null || entries.hasNext();
        }

        @Override
        public @Nullable Object next() {
            Map.Entry<?, ?> entry = half;
            if (entry != null) {
                half = null;
                return entry.getValue();
            }
            entry = entries.next();
            half = entry;
            return entry.getKey();
        }
    }

    /** Returns a value as text, as EDN as far as it is; never fails, and is never longer than is of use. */
    static String shown(Object value) {
        try {
            return Edn.print(value);
        } catch (Anomaly beyondEdn) {
            return Edn.describe(value);
        }
    }

    private void printScalar(Object value) {
        if (value instanceof Boolean truth) {
            out.append(truth.booleanValue());
        } else if (value instanceof Character character) {
            CharacterText.print(out, character);
        } else if (value instanceof UUID uuid) {
            out.append("#uuid \"").append(uuid).append('"');
        } else if (value instanceof Instant instant) {
            printInstant(instant);
        } else if (value instanceof Date date) {
            printInstant(Instant.ofEpochMilli(date.getTime()));
        } else if (value instanceof URI uri) {
            out.append("#uri ");
            printString(uri.toString());
        } else if (value instanceof byte[] bytes) {
            out.append("#bytes \"")
                    .append(Base64.getEncoder().encodeToString(bytes))
                    .append('"');
        } else if (value instanceof Pattern pattern) {
            PatternText.print(out, pattern);
        } else {
            throw Given.beyondEdn(
                    "only EDN values can be printed: class=" + value.getClass().getName());
        }
    }

    private void printNamed(Named named) {
        if (!Names.isReadable(named)) {
            throw Given.beyondEdn("only names that can be read back can be printed: "
                    + named.getClass().getSimpleName() + "=" + named);
        }
        out.append(named);
    }

    private void printInstant(Instant instant) {
        if (!InstantText.isExpressible(instant)) {
            throw Given.beyondEdn(
                    "only instants of whole milliseconds that fit a long can be printed: instant=" + instant);
        }
        out.append("#inst \"");
        InstantText.print(out, instant);
        out.append('"');
    }

    private void printNumber(Number number) {
        if (number instanceof Long || number instanceof Integer || number instanceof Short || number instanceof Byte) {
            out.append(number.longValue());
        } else if (number instanceof Double || number instanceof Float) {
            printDouble(number);
        } else if (number instanceof BigInteger || number instanceof BigDecimal) {
            printBig(number);
        } else {
            throw Given.beyondEdn(
                    "only EDN values can be printed: class=" + number.getClass().getName());
        }
    }

    private void printDouble(Number number) {
        double value = number.doubleValue();
        if (Double.isNaN(value)) {
            out.append("##NaN");
        } else if (Double.isInfinite(value)) {
            out.append(value > 0 ? "##Inf" : "##-Inf");
        } else {
            out.append(number);
        }
    }

    private void printBig(Number number) {
        if (!NumberText.isWithinLimit(number)) {
            throw Given.beyondEdn("only numbers of at most " + NumberText.BIG_BITS_MAX + " bits and "
                    + NumberText.BIG_SCALE_MAX + " decimal places can be printed");
        }
        out.append(number).append(number instanceof BigInteger ? 'N' : 'M');
    }

    private static boolean isTag(Symbol tag) {
        return tag.isReadable() && Character.isLetter(tag.toString().charAt(0));
    }

    static void checkDepth(int depth) {
        if (depth > EdnOptions.MAX_DEPTH) {
            throw Given.beyondEdn(
                    "values can be printed when nested at most " + EdnOptions.MAX_DEPTH + " deep: depth=" + depth);
        }
    }

    /** Returns what the value encloses if it is printed in brackets and not a map, else null. */
    static @Nullable Collection<?> elements(Object value) {
        if (value instanceof Collection<?> collection) {
            return collection;
        }
        if (value instanceof Object[] array) {
            return Arrays.asList(array);
        }
        return value instanceof Map.Entry<?, ?> entry ? Arrays.asList(entry.getKey(), entry.getValue()) : null;
    }

    static String opening(Object value) {
        if (value instanceof EdnList) {
            return "(";
        }
        return value instanceof Set ? "#{" : "[";
    }

    static char closing(Object value) {
        if (value instanceof EdnList) {
            return ')';
        }
        return value instanceof Set ? '}' : ']';
    }

    private void printString(String text) {
        out.append('"');
        int plain = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\' || c < ' ' || c >= 0x7F) {
                if (c >= 0x7F && isPlain(text, i)) {
                    continue;
                }
                out.append(text, plain, i).append('\\');
                printEscape(c);
                plain = i + 1;
            }
        }
        out.append(text, plain, text.length()).append('"');
    }

    /** Returns whether a character beyond ASCII survives every encoding and every editor as it is. */
    private static boolean isPlain(String text, int index) {
        char c = text.charAt(index);
        if (Character.isHighSurrogate(c)) {
            return index + 1 < text.length() && Character.isLowSurrogate(text.charAt(index + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return index > 0 && Character.isHighSurrogate(text.charAt(index - 1));
        }
        return !Character.isISOControl(c) && c != '\u2028' && c != '\u2029' && c != '\uFEFF';
    }

    private void printEscape(char c) {
        switch (c) {
            case '"', '\\' -> out.append(c);
            case '\n' -> out.append('n');
            case '\t' -> out.append('t');
            case '\r' -> out.append('r');
            case '\b' -> out.append('b');
            case '\f' -> out.append('f');
            default -> CharacterText.appendUnicode(out, c);
        }
    }
}
