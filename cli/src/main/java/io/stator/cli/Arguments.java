package io.stator.cli;

import io.stator.Anomaly;
import io.stator.TimePoint;
import io.stator.edn.Edn;
import io.stator.edn.EdnException;
import io.stator.edn.EdnOptions;
import io.stator.edn.Symbol;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the words of a command line mean. */
final class Arguments {
    /** The longest text that is read from a file or from the input as one argument, in bytes. */
    static final int TEXT_BYTES_MAX = 64 << 20;

    private static final Pattern NEGATIVE_NUMBER = Pattern.compile("-[0-9][0-9.eEMN+-]*");
    private static final Pattern WHOLE_NUMBER = Pattern.compile("[0-9]{1,18}");
    private static final String END_OF_OPTIONS = "--";

    private Arguments() {}

    /** Returns the arguments with negative numbers written so that they are not taken for options. */
    static List<String> protectNumbers(List<String> arguments) {
        List<String> safe = new ArrayList<>(arguments.size());
        boolean options = true;
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            options &= !argument.equals(END_OF_OPTIONS);
            boolean optionValue = i > 0 && arguments.get(i - 1).startsWith(END_OF_OPTIONS);
            safe.add(
                    options && !optionValue && NEGATIVE_NUMBER.matcher(argument).matches() ? " " + argument : argument);
        }
        return safe;
    }

    /** Returns the text of an argument: of a file when it is {@code @file}, of the input when it is {@code -}. */
    static String text(String argument, Console console) {
        if (argument.equals("-")) {
            return text("the input", console.in());
        }
        if (argument.startsWith("@")) {
            Path file = Failures.path(argument.substring(1));
            try (InputStream stream = Files.newInputStream(file)) {
                return text(file.toString(), stream);
            } catch (IOException failure) {
                throw Failures.ofFile(file, failure);
            }
        }
        return argument;
    }

    private static String text(String name, InputStream stream) {
        try {
            byte[] bytes = stream.readNBytes(TEXT_BYTES_MAX + 1);
            if (bytes.length > TEXT_BYTES_MAX) {
                throw new Anomaly.Incorrect(
                        name + ": the text must have at most " + TEXT_BYTES_MAX + " bytes (import has no such limit)");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw new Anomaly.Incorrect(name + ": the text must be UTF-8", Map.of(), malformed);
        } catch (IOException failure) {
            throw Failures.ofFile(name, failure);
        }
    }

    /** Returns the one EDN value an argument is written as. */
    static @Nullable Object value(String what, String text) {
        try {
            return Edn.read(text, EdnOptions.defaults().queryForms());
        } catch (EdnException malformed) {
            throw new Anomaly.Incorrect(
                    what + " must be one EDN value (strings in double quotes): " + malformed.getMessage(),
                    Map.of(),
                    malformed);
        }
    }

    /** Returns the EDN values arguments are written as. */
    static List<@Nullable Object> values(String what, List<String> texts) {
        List<@Nullable Object> values = new ArrayList<>(texts.size());
        for (int i = 0; i < texts.size(); i++) {
            values.add(value(what + " " + (i + 1), texts.get(i)));
        }
        return values;
    }

    /** Returns the EDN values of the inputs of a query; one that begins with @ is read from a file. */
    static List<@Nullable Object> inputs(List<String> texts, Console console) {
        List<@Nullable Object> values = new ArrayList<>(texts.size());
        for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i);
            boolean file = text.startsWith("@");
            values.add(value(file ? text.substring(1) : "input " + (i + 1), file ? text(text, console) : text));
        }
        return values;
    }

    /** Says how to write text where a word without quotes is a symbol and probably was meant as text. */
    static void tellWords(@Nullable Object[] values, Console console) {
        for (Object value : values) {
            if (value instanceof Symbol) {
                console.err()
                        .line("stator: note: " + value
                                + " without quotes is a symbol; text is in double quotes, on a command" + " line '\""
                                + value + "\"'");
            }
        }
    }

    /** Returns the point in time an argument means: a t or transaction id, or a date such as {@code 2014-02-28T12:00}. */
    static TimePoint timePoint(String text) {
        String bare = text.strip();
        if (WHOLE_NUMBER.matcher(bare).matches()) {
            return TimePoint.of(Long.parseLong(bare));
        }
        try {
            Object value = Edn.read(bare.startsWith("#inst") ? bare : "#inst " + Edn.print(bare));
            if (value != null) {
                return TimePoint.of(value);
            }
        } catch (EdnException malformed) {
            throw notATimePoint(text, malformed);
        }
        throw notATimePoint(text, null);
    }

    private static Anomaly notATimePoint(String text, @Nullable Throwable cause) {
        return new Anomaly.Incorrect(
                "a point in time must be a t, a transaction id or a date such as 2014-02-28 or 2014-02-28T12:00:00Z: "
                        + "time=" + text,
                Map.of(),
                cause);
    }
}
