package io.stator.spi;

import io.stator.Anomaly;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Where a system is: in memory, in a directory or file, or behind a URI whose scheme a provider knows.
 *
 * <p>Its methods never wait.
 */
public sealed interface Location {
    /** What may be written for one. */
    String KNOWN = "mem: for a system in memory, a path or file:/path for one in a directory or a file,"
            + " jdbc:postgresql://host/database for one in PostgreSQL, or dynamodb://region/table for one in DynamoDB";

    /** In memory, a new one each time. */
    record InMemory() implements Location {
        @Override
        public String toString() {
            return "mem:";
        }
    }

    /** In a directory or a file. */
    record InPath(Path path) implements Location {
        @Override
        public String toString() {
            return path.toString();
        }
    }

    /** Behind a URI; its text is without users, passwords and options. */
    record Stored(URI uri) implements Location {
        /** Returns the scheme, in lower case. Never waits, never fails. */
        public String scheme() {
            return String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        }

        @Override
        public String toString() {
            String text = uri.toString();
            int end = text.indexOf('?') < 0 ? text.length() : text.indexOf('?');
            return text.substring(0, end).replaceFirst("#.*", "").replaceFirst("//[^/]*@", "//");
        }
    }

    /** The schemes that are one without slashes, and what else begins like a URI; a drive of Windows does not. */
    Pattern URI_TEXT =
            Pattern.compile("(?i)(mem|file|jdbc|dynamodb(\\+https?)?):.*|[a-z][a-z0-9+.-]+://.*", Pattern.DOTALL);

    /**
     * Returns the location that a text means: a URI if it begins with {@code mem:}, {@code file:}, {@code jdbc:}, {@code dynamodb:} or a scheme and {@code
     * ://}, otherwise a path.
     *
     * @throws Anomaly.Incorrect when it is neither
     */
    static Location of(String text) {
        Require.present(text, "location");
        if (text.isEmpty()) {
            throw new Anomaly.Incorrect("where a system is must be " + KNOWN + "; '.' is this directory: location=''");
        }
        if (text.equalsIgnoreCase("mem:")) {
            return new InMemory();
        }
        if (!URI_TEXT.matcher(text).matches()) {
            return new InPath(path(text));
        }
        try {
            return of(new URI(text));
        } catch (URISyntaxException malformed) {
            throw new Anomaly.Incorrect(
                    "where a system is must be " + KNOWN + "; this " + text.substring(0, text.indexOf(':'))
                            + ": is no URI: " + malformed.getReason() + " at index " + malformed.getIndex()
                            + "; a character that a URI cannot have is written as % and two hexadecimal digits");
        }
    }

    /**
     * Returns the location that a URI means.
     *
     * @throws Anomaly.Incorrect when it has no scheme, or more than its scheme can say
     */
    static Location of(URI location) {
        String scheme = Require.present(location, "location").getScheme();
        if (scheme == null) {
            throw new Anomaly.Incorrect("the URI of a system must have a scheme, " + KNOWN + ": location=" + location);
        }
        return switch (scheme.toLowerCase(Locale.ROOT)) {
            case "mem" -> inMemory(location);
            case "file" -> new InPath(path(location));
            default -> new Stored(location);
        };
    }

    private static Location inMemory(URI uri) {
        if (!uri.toString().matches("(?i)mem:/*")) {
            throw new Anomaly.Incorrect(
                    "a system in memory has no name: write mem: alone (mem:/ as a java.net.URI); every opening is"
                            + " a system of its own, so keep the client to share it: location=" + uri);
        }
        return new InMemory();
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException malformed) {
            throw new Anomaly.Incorrect(
                    "where a system is must be " + KNOWN + ": " + malformed.getReason() + ": location=" + text,
                    Map.of(),
                    malformed);
        }
    }

    /** Returns the path that a URI of a file names, relative to the working directory if there is no slash behind the scheme. */
    private static Path path(URI uri) {
        try {
            if (!uri.isOpaque()) {
                return Path.of(uri);
            }
            String path = uri.getSchemeSpecificPart();
            if (uri.getRawSchemeSpecificPart().indexOf('?') < 0 && uri.getFragment() == null) {
                return Path.of(path);
            }
            throw new InvalidPathException(path, "it has a query or a fragment");
        } catch (IllegalArgumentException malformed) {
            throw new Anomaly.Incorrect(
                    "the URI of a system in a directory or a file must be file:/path, without a host, a query or a fragment: "
                            + malformed.getMessage() + ": location=" + uri,
                    Map.of(),
                    malformed);
        }
    }
}
