package io.stator.cli;

import io.stator.Anomaly;
import io.stator.edn.Keyword;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Turns whatever went wrong into an anomaly, and an anomaly into one line. */
final class Failures {
    /** The most characters of a message that are shown. */
    static final int MESSAGE_CHARACTERS_MAX = 4_000;

    private Failures() {}

    /** Returns the anomaly that tells what went wrong. */
    static Anomaly anomaly(Throwable failure) {
        if (failure instanceof Anomaly anomaly) {
            return anomaly;
        }
        if (failure instanceof UncheckedIOException wrapped && wrapped.getCause() != null) {
            return anomaly(wrapped.getCause());
        }
        if (failure instanceof IOException file) {
            return ofFile(file);
        }
        if (failure instanceof OutOfMemoryError) {
            return new Anomaly.Fault(
                    "out of memory: give the virtual machine more with STATOR_JAVA_OPTS=-Xmx8g", Map.of(), failure);
        }
        return new Anomaly.Fault(
                failure.getClass().getSimpleName() + ": " + failure.getMessage()
                        + " (run again with --verbose to see where)",
                Map.of(),
                failure);
    }

    /** Returns the anomaly of a file that could not be read, named. */
    static Anomaly ofFile(Path file, IOException failure) {
        return ofFile(file.toString(), failure);
    }

    /** Returns the path that a text names. */
    static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException invalid) {
            throw new Anomaly.Incorrect("no file has such a name: " + text, Map.of(), invalid);
        }
    }

    /** Returns the anomaly of something that could not be read, by its name. */
    static Anomaly ofFile(String name, IOException failure) {
        String message = name + ": ";
        if (failure instanceof NoSuchFileException || failure instanceof FileNotFoundException) {
            return new Anomaly.NotFound(message + "there is no such file", Map.of(), failure);
        }
        if (failure instanceof AccessDeniedException) {
            return new Anomaly.Forbidden(message + "this user may not read it", Map.of(), failure);
        }
        if (failure instanceof CharacterCodingException) {
            return new Anomaly.Incorrect(message + "the text must be UTF-8", Map.of(), failure);
        }
        return new Anomaly.Incorrect(message + failure.getMessage(), Map.of(), failure);
    }

    private static Anomaly ofFile(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        if (failure instanceof NoSuchFileException || failure instanceof FileNotFoundException) {
            return new Anomaly.NotFound("there is no such file: " + message, Map.of(), failure);
        }
        if (failure instanceof AccessDeniedException) {
            return new Anomaly.Forbidden("this user may not use the file: " + message, Map.of(), failure);
        }
        return new Anomaly.Fault(failure.getClass().getSimpleName() + ": " + message, Map.of(), failure);
    }

    /** Returns the one line that tells an anomaly. */
    static String line(Anomaly anomaly) {
        String category = name(anomaly.category());
        String message = oneLine(String.valueOf(anomaly.getMessage()));
        return "stator: " + (message.startsWith(category + ":") ? message : category + ": " + message);
    }

    /** Writes the one line that tells an anomaly, and for a person also which help there is about its code. */
    static void tell(Anomaly anomaly, Console console) {
        console.err().line(line(anomaly));
        Keyword code = anomaly.error();
        if (console.errIsTerminal()
                && code != null
                && !Manual.about(code.name()).isEmpty()) {
            console.err().line("  more: stator help " + code.name());
        }
    }

    /** Returns a message as a person can read it: on one line, without control characters, and no longer than somebody reads. */
    static String oneLine(String message) {
        String line = Text.oneLine(message.strip().replaceAll("\\s*\\R\\s*", " "));
        if (line.length() <= MESSAGE_CHARACTERS_MAX) {
            return line;
        }
        int half = MESSAGE_CHARACTERS_MAX / 2;
        int start = Character.isHighSurrogate(line.charAt(half - 1)) ? half - 1 : half;
        int end = line.length() - half;
        int rest = Character.isLowSurrogate(line.charAt(end)) ? end + 1 : end;
        return line.substring(0, start) + " ... " + (rest - start) + " characters ... " + line.substring(rest);
    }

    /** Returns the name of a category as users see it, such as {@code not-found}. */
    static String name(Anomaly.Category category) {
        return category.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the stack trace of a failure. */
    static String trace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
