package io.stator.client.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clojure.java.api.Clojure;
import clojure.lang.IFn;
import io.stator.Anomaly;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A request is known by its signature, and by nothing else. */
final class RequestVerifierTest {
    private static final Instant NOW = Instant.parse("2026-11-30T10:00:00Z");
    private static final byte[] BODY = "{:op :q}".getBytes(StandardCharsets.UTF_8);
    private static final String KEY = "team/reader";
    private static final String SECRET = "a secret";
    private static final RequestVerifier VERIFIER = new RequestVerifier(
            key -> key.equals(KEY) ? Optional.of(SECRET) : Optional.empty(), RequestVerifier.CLOCK_SKEW);

    private static HttpHead head(Map<String, String> headers) {
        return new HttpHead("POST", "/", null, headers);
    }

    private static Map<String, String> signed(String key, String secret, String service, String region) {
        return new RequestSigner(key, secret, service, region)
                .sign(head(Map.of("host", "localhost", "content-type", Transit.MEDIA_TYPE)), BODY, NOW);
    }

    private static Map<String, String> signed() {
        return signed(KEY, SECRET, RequestSigner.PEER_SERVER, RequestSigner.NO_REGION);
    }

    @Test
    void aSignedRequestIsKnown() {
        HttpHead request = head(signed());
        assertThat(VERIFIER.verify(request, BODY, NOW)).isEqualTo(KEY);
        assertThat(RequestVerifier.claimedKey(request)).contains(KEY);
        assertThat(VERIFIER.verify(head(signed(KEY, SECRET, RequestSigner.CLOUD, "us-east-1")), BODY, NOW))
                .isEqualTo(KEY);
        assertThat(VERIFIER.verify(head(replaced(signed(), ";host", ";host;host")), BODY, NOW))
                .isEqualTo(KEY);
    }

    @Test
    void aProxyMayChangeTheHostAndTheAuthorization() {
        Map<String, String> headers = new HashMap<>(signed());
        headers.put("host", "inside:1234");
        headers.put("authorization", "Basic abc");
        assertThat(VERIFIER.verify(head(headers), BODY, NOW)).isEqualTo(KEY);
    }

    @Test
    void clocksMayBeApartAsFarAsIsAllowed() {
        HttpHead request = head(signed());
        for (Duration apart : new Duration[] {Duration.ofMinutes(5), Duration.ofMinutes(-5)}) {
            assertThat(VERIFIER.verify(request, BODY, NOW.plus(apart))).isEqualTo(KEY);
        }
        for (Duration apart : new Duration[] {Duration.ofSeconds(301), Duration.ofSeconds(-301), Duration.ofDays(1)}) {
            assertThatThrownBy(() -> VERIFIER.verify(request, BODY, NOW.plus(apart)))
                    .isInstanceOf(Anomaly.Forbidden.class)
                    .hasMessageContaining("at most 300 s before or after the server's time");
        }
    }

    @Test
    void aKeyThatGotAnotherSecretIsKnownByItAlone() {
        String[] secret = {SECRET};
        RequestVerifier verifier =
                new RequestVerifier(key -> Optional.ofNullable(secret[0]), RequestVerifier.CLOCK_SKEW);
        HttpHead before = head(signed());
        HttpHead after = head(signed(KEY, "another secret", RequestSigner.PEER_SERVER, RequestSigner.NO_REGION));
        assertThat(verifier.verify(before, BODY, NOW)).isEqualTo(KEY);
        assertThatThrownBy(() -> verifier.verify(after, BODY, NOW)).isInstanceOf(Anomaly.Forbidden.class);
        secret[0] = "another secret";
        assertThat(verifier.verify(after, BODY, NOW)).isEqualTo(KEY);
        assertThatThrownBy(() -> verifier.verify(before, BODY, NOW)).isInstanceOf(Anomaly.Forbidden.class);
        secret[0] = null;
        assertThatThrownBy(() -> verifier.verify(after, BODY, NOW)).isInstanceOf(Anomaly.Forbidden.class);
    }

    @Test
    void anyNumberOfKeysAndDaysIsKnown() {
        RequestVerifier verifier = new RequestVerifier(key -> Optional.of("secret of " + key), Duration.ofDays(3));
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 1_500; i++) {
                String key = "key" + i;
                Instant day = NOW.plus(Duration.ofDays(i % 3));
                HttpHead request = head(new RequestSigner(key, "secret of " + key, "datomic", "region" + i % 7)
                        .sign(head(Map.of("host", "localhost", "content-type", Transit.MEDIA_TYPE)), BODY, day));
                assertThat(verifier.verify(request, BODY, NOW)).isEqualTo(key);
            }
        }
    }

    static Stream<Arguments> forgeries() {
        return Stream.of(
                forgery("no authorization", headers -> without(headers, "authorization", "x-cognitect-auth")),
                forgery("no date", headers -> without(headers, "x-amz-date")),
                forgery("no hash", headers -> without(headers, "x-amz-content-sha256")),
                forgery(
                        "another hash",
                        headers -> with(headers, "x-amz-content-sha256", SignatureV4.sha256(new byte[1]))),
                forgery("no host", headers -> without(headers, "host", "x-cognitect-host")),
                forgery("another host", headers -> with(headers, "x-cognitect-host", "elsewhere")),
                forgery("another type", headers -> with(headers, "content-type", "text/plain")),
                forgery("another date", headers -> with(headers, "x-amz-date", "20261130T100001Z")),
                forgery("no date at all", headers -> with(headers, "x-amz-date", "now")),
                forgery("another day", headers -> replaced(headers, "/20261130/", "/20261129/")),
                forgery("another service", headers -> replaced(headers, "peer-server", "s3")),
                forgery("another region", headers -> replaced(headers, "/none/", "/some/")),
                forgery("another key", headers -> replaced(headers, "team\\reader", "team\\writer")),
                forgery("fewer headers", headers -> replaced(headers, ";host", "")),
                forgery("no signature", headers -> replaced(headers, ", Signature=", ", Signature=0")),
                forgery("basic", headers -> with(headers, "x-cognitect-auth", "Basic abc")),
                forgery("endless", headers -> with(headers, "x-cognitect-auth", "a".repeat(1_000_000))),
                forgery("wrong secret", headers -> signed(KEY, "another secret", "peer-server", "none")),
                forgery("nobody's secret", headers -> signed("nobody", "nobody's", "peer-server", "none")),
                forgery("unknown key", headers -> signed("nobody", SECRET, "peer-server", "none")),
                forgery("unknown service", headers -> signed(KEY, SECRET, "s3", "none")));
    }

    private static Arguments forgery(String name, UnaryOperator<Map<String, String>> change) {
        return Arguments.of(name, change);
    }

    private static Map<String, String> without(Map<String, String> headers, String... names) {
        Map<String, String> fewer = new HashMap<>(headers);
        Stream.of(names).forEach(fewer::remove);
        return fewer;
    }

    private static Map<String, String> with(Map<String, String> headers, String name, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(name, value);
        return more;
    }

    private static Map<String, String> replaced(Map<String, String> headers, String part, String other) {
        String authorization = headers.get("x-cognitect-auth");
        return with(headers, "x-cognitect-auth", authorization.replace(part, other));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forgeries")
    void aForgeryIsForbidden(String name, UnaryOperator<Map<String, String>> change) {
        HttpHead request = head(change.apply(signed()));
        assertThatThrownBy(() -> VERIFIER.verify(request, BODY, NOW))
                .isInstanceOf(Anomaly.Forbidden.class)
                .hasMessageContaining("must be signed")
                .hasMessageNotContaining(SECRET);
    }

    @Test
    void anotherBodyPathOrMethodIsForbidden() {
        Map<String, String> headers = signed();
        assertThatThrownBy(() -> VERIFIER.verify(head(headers), new byte[0], NOW))
                .isInstanceOf(Anomaly.Forbidden.class);
        for (HttpHead other : new HttpHead[] {
            new HttpHead("POST", "/api", null, headers),
            new HttpHead("GET", "/", null, headers),
            new HttpHead("POST", "/", "a=b", headers)
        }) {
            assertThatThrownBy(() -> VERIFIER.verify(other, BODY, NOW)).isInstanceOf(Anomaly.Forbidden.class);
        }
    }

    @Test
    void nothingShowsTheSecret() {
        assertThat(new RequestSigner(KEY, SECRET, "peer-server", "none").toString())
                .doesNotContain(SECRET);
        assertThat(signed().toString()).doesNotContain(SECRET);
    }

    @ParameterizedTest
    @MethodSource("doors")
    void whatDatomicsLibrarySignsIsKnown(String path, String service, String region) {
        IFn read = Clojure.var("clojure.core", "read-string");
        Clojure.var("clojure.core", "require").invoke(Clojure.read("cognitect.hmac-authn"));
        Map<?, ?> request = (Map<?, ?>) Clojure.var("clojure.core", "assoc")
                .invoke(
                        read.invoke("{:request-method :post, :uri \"" + path + "\", :headers {\"host\" \"localhost\""
                                + " \"content-type\" \"application/transit+msgpack\" \"x-nano-op\" \"q\"}}"),
                        Clojure.read(":body"),
                        ByteBuffer.wrap(BODY));
        Object parameters = read.invoke("{:access-key-id \"" + KEY + "\" :secret \"" + SECRET + "\" :service \""
                + service + "\" :region \"" + region + "\"}");
        Map<?, ?> signed =
                (Map<?, ?>) Clojure.var("cognitect.hmac-authn", "sign").invoke(request, parameters);
        Map<String, String> headers = new HashMap<>();
        ((Map<?, ?>) signed.get(Clojure.read(":headers")))
                .forEach((name, value) -> headers.put((String) name, (String) value));
        Instant time = RequestSigner.TIME.parse(headers.get("x-amz-date"), Instant::from);

        assertThat(VERIFIER.verify(new HttpHead("POST", path, null, headers), BODY, time))
                .isEqualTo(KEY);

        Map<String, String> ours = new RequestSigner(KEY, SECRET, service, region)
                .sign(
                        new HttpHead(
                                "POST",
                                path,
                                null,
                                Map.of("host", "localhost", "content-type", Transit.MEDIA_TYPE, "x-nano-op", "q")),
                        BODY,
                        time);
        assertThat(ours).isEqualTo(headers);
    }

    static Stream<Arguments> doors() {
        return Stream.of(Arguments.of("/", "peer-server", "none"), Arguments.of("/api", "datomic", "us-east-1"));
    }
}
