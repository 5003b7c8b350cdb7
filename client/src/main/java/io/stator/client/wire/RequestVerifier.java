package io.stator.client.wire;

import io.stator.Anomaly;
import io.stator.edn.Keyword;
import io.stator.spi.Require;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks who signed a request: that the key is known, the body is the one that was signed, the signature is the key's, and the time is about now.
 *
 * <p>Signatures are compared in the same time whatever they differ in, and a key that is not known takes as long as one that is.
 *
 * <p>The same request may come twice within the time that is allowed: clients that ask again sign again, and within one second sign the same.
 *
 * <p>Nothing here waits, and nothing fails but as it says, or with {@link io.stator.Anomaly.Incorrect} for a null that must not be one.
 */
public final class RequestVerifier {
    /** How far the clock of a client may be from that of the server unless told otherwise. */
    public static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    /** The reason of a refusal in its data, for those who read it, not for those who are refused. */
    public static final Keyword REASON = Keyword.of("stator", "reason");

    private static final int AUTHORIZATION_LENGTH_MAX = 2_000;
    private static final Set<String> SERVICES = Set.of(RequestSigner.PEER_SERVER, RequestSigner.CLOUD);
    private static final List<String> MUST_BE_SIGNED =
            List.of(HttpNames.HOST, HttpNames.CONTENT_SHA_256, HttpNames.DATE);

    private static final Pattern AUTHORIZATION = Pattern.compile(SignatureV4.ALGORITHM
            + " Credential=([^/\\s]+)/([0-9]{8})/([^/\\s,]+)/([^/\\s,]+)/" + SignatureV4.TERMINATOR
            + ",\\s*SignedHeaders=([a-z0-9;-]+),\\s*Signature=([0-9a-f]{64})");

    /** Signs for keys that are not known, so that it takes the same time to refuse them. */
    private static final String NOBODYS_SECRET = "nobody's";

    private final Function<String, Optional<String>> secrets;
    private final Duration skew;
    private final SigningKeys keys = new SigningKeys();
    private volatile @Nullable Moment latest;

    /** A time as text and as what it means; most requests have the same as the one before. */
    private record Moment(String text, Instant instant) {}

    /**
     * Creates one.
     *
     * @param secrets the secret of each access key that is known
     * @param skew how far the clocks may be apart
     * @throws Anomaly.Incorrect when that is negative
     */
    public RequestVerifier(Function<String, Optional<String>> secrets, Duration skew) {
        this.secrets = Require.present(secrets, "secrets");
        this.skew = Require.notNegative(skew, "skew");
    }

    /**
     * Returns the access key that a request says it is signed with, before it is known whether it is; empty when it says none.
     *
     * <p>What comes without any is not worth the reading of its body.
     */
    public static Optional<String> claimedKey(HttpHead head) {
        Matcher authorization = authorization(head);
        return authorization == null ? Optional.empty() : Optional.of(SignatureV4.unescaped(authorization.group(1)));
    }

    /**
     * Returns the access key that a request was signed with.
     *
     * @throws Anomaly.Forbidden when it was not signed, or not with a key that is known, or not now
     */
    public String verify(HttpHead head, byte[] body, Instant now) {
        Require.present(body, "body");
        Require.present(now, "now");
        Matcher authorization = authorization(head);
        if (authorization == null) {
            throw refused("a request must be signed with a key of this server", "unsigned");
        }
        String accessKey = SignatureV4.unescaped(authorization.group(1));
        SignatureV4.Scope scope =
                new SignatureV4.Scope(authorization.group(2), authorization.group(3), authorization.group(4));
        Set<String> signed = new HashSet<>(Arrays.asList(authorization.group(5).split(";", -1)));
        String time = head.headers().getOrDefault(HttpNames.DATE, "");
        checkTime(time, scope, now);
        if (!SERVICES.contains(scope.service()) || !signed.containsAll(MUST_BE_SIGNED)) {
            throw wrong("scope");
        }
        String hash = head.headers().getOrDefault(HttpNames.CONTENT_SHA_256, "");
        if (!areEqual(hash, SignatureV4.sha256(body))) {
            throw wrong("body");
        }
        Optional<String> secret = secrets.apply(accessKey);
        String request = SignatureV4.canonicalRequest(head, head.headers().get(HttpNames.COGNITECT_HOST), signed, hash);
        String text = SignatureV4.textToSign(time, scope, request);
        String expected = HexFormat.of().formatHex(keys.sign(accessKey, secret.orElse(NOBODYS_SECRET), scope, text));
        boolean equal = areEqual(authorization.group(6), expected);
        if (!equal || secret.isEmpty()) {
            throw wrong(secret.isEmpty() ? "key" : "signature");
        }
        return accessKey;
    }

    private static @Nullable Matcher authorization(HttpHead head) {
        String text = Require.present(head, "head").headers().get(HttpNames.COGNITECT_AUTHORIZATION);
        if (text == null) {
            text = head.headers().get(HttpNames.AUTHORIZATION);
        }
        if (text == null || text.length() > AUTHORIZATION_LENGTH_MAX) {
            return null;
        }
        Matcher matcher = AUTHORIZATION.matcher(text);
        return matcher.matches() ? matcher : null;
    }

    private void checkTime(String time, SignatureV4.Scope scope, Instant now) {
        Instant signedAt = instant(time);
        if (!time.startsWith(scope.date())) {
            throw wrong("date");
        }
        if (Duration.between(signedAt, now).abs().compareTo(skew) > 0) {
            throw refused(
                    "a request must be signed at most " + skew.toSeconds()
                            + " s before or after the server's time: set the clock, or sign it anew",
                    "time");
        }
    }

    private Instant instant(String time) {
        Moment known = latest;
        if (known != null && known.text.equals(time)) {
            return known.instant;
        }
        try {
            Instant instant = RequestSigner.TIME.parse(time, Instant::from);
            latest = new Moment(time, instant);
            return instant;
        } catch (DateTimeException malformed) {
            throw wrong("date");
        }
    }

    private static boolean areEqual(String given, String expected) {
        return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
    }

    private static Anomaly.Forbidden wrong(String reason) {
        return refused("a request must be signed with a key of this server, as it is sent", reason);
    }

    private static Anomaly.Forbidden refused(String message, String reason) {
        return new Anomaly.Forbidden(message, Map.of(REASON, reason), null);
    }
}
