package io.stator.client.wire;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * AWS Signature Version 4: the text that is signed of a request, and its signature.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">its description</a>
 */
final class SignatureV4 {
    static final String ALGORITHM = "AWS4-HMAC-SHA256";
    static final String TERMINATOR = "aws4_request";

    private static final String UNRESERVED = "-_.~";
    private static final Pattern SPACES = Pattern.compile("\\s+");

    private SignatureV4() {}

    /** Where and when a signature holds. */
    record Scope(String date, String region, String service) {
        @Override
        public String toString() {
            return String.join("/", date, region, service, TERMINATOR);
        }
    }

    /**
     * Returns the text that stands for a request, of which the headers with these names are signed as far as they are there.
     *
     * @param host the host that was signed, which a proxy may have changed
     */
    static String canonicalRequest(
            HttpHead head, @Nullable String host, Collection<String> signedHeaders, String bodyHash) {
        StringBuilder headers = new StringBuilder();
        Set<String> names = new TreeSet<>(signedHeaders);
        for (String name : names) {
            String value = name.equals(HttpNames.HOST) && host != null
                    ? host
                    : head.headers().get(name);
            if (value != null) {
                headers.append(name).append(':').append(canonicalValue(value)).append('\n');
            }
        }
        return String.join(
                "\n",
                head.method().toUpperCase(Locale.ROOT),
                canonicalPath(head.path()),
                canonicalQuery(Objects.requireNonNullElse(head.query(), "")),
                headers,
                String.join(";", names),
                bodyHash);
    }

    /** Returns the text that is signed. */
    static String textToSign(String time, Scope scope, String canonicalRequest) {
        return String.join(
                "\n", ALGORITHM, time, scope.toString(), sha256(canonicalRequest.getBytes(StandardCharsets.UTF_8)));
    }

    /** Returns the SHA-256 of bytes, in hexadecimal. */
    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException("every Java has SHA-256", absent);
        }
    }

    private static String canonicalValue(String value) {
        String stripped = value.strip();
        return hasSpaces(stripped) ? SPACES.matcher(stripped).replaceAll(" ") : stripped;
    }

    private static boolean hasSpaces(String value) {
        return value.chars().anyMatch(character -> character <= ' ');
    }

    /** Returns a path without dots and double slashes, its segments encoded. */
    private static String canonicalPath(String path) {
        List<String> segments = new ArrayList<>();
        for (String segment : path.split("/", -1)) {
            if (segment.equals("..")) {
                if (!segments.isEmpty()) {
                    segments.remove(segments.size() - 1);
                }
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                segments.add(encoded(segment));
            }
        }
        boolean directory = path.endsWith("/") && !segments.isEmpty();
        return "/" + String.join("/", segments) + (directory ? "/" : "");
    }

    /** Returns the parameters of a query, which are encoded already, in their order. */
    private static String canonicalQuery(String query) {
        if (query.isEmpty()) {
            return "";
        }
        List<String> parameters = new ArrayList<>();
        for (String parameter : query.split("&", -1)) {
            parameters.add(parameter.contains("=") ? parameter : parameter + "=");
        }
        Collections.sort(parameters);
        return String.join("&", parameters);
    }

    private static String encoded(String segment) {
        StringBuilder encoded = new StringBuilder();
        for (byte each : segment.getBytes(StandardCharsets.UTF_8)) {
            char character = (char) (each & 0xff);
            boolean plain = (character >= 'A' && character <= 'Z')
                    || (character >= 'a' && character <= 'z')
                    || (character >= '0' && character <= '9')
                    || UNRESERVED.indexOf(character) >= 0;
            if (plain) {
                encoded.append(character);
            } else {
                encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(each));
            }
        }
        return encoded.toString();
    }

    /** Returns an access key as it stands in a signature, where a slash would end it. */
    static String escaped(String accessKey) {
        return accessKey.replace('/', '\\');
    }

    /** Returns the access key that stands in a signature. */
    static String unescaped(String accessKey) {
        return accessKey.replace('\\', '/');
    }
}
