package io.stator.client.wire;

import io.stator.spi.Require;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Signs requests with a key, as Datomic's clients do: AWS Signature Version 4. Immutable.
 *
 * <p>Nothing here waits, and nothing fails but as it says, or with {@link io.stator.Anomaly.Incorrect} for a null that must not be one.
 */
public final class RequestSigner {
    /** The service that requests to a peer server are signed for. */
    public static final String PEER_SERVER = "peer-server";

    /** The region that requests to a peer server are signed for. */
    public static final String NO_REGION = "none";

    /** The service that requests in the cloud are signed for. */
    public static final String CLOUD = "datomic";

    static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    static final int DATE_LENGTH = 8;

    static final List<String> SIGNED_HEADERS =
            List.of(HttpNames.CONTENT_TYPE, HttpNames.HOST, HttpNames.CONTENT_SHA_256, HttpNames.DATE, "x-amz-target");

    private final String accessKey;
    private final String secret;
    private final String service;
    private final String region;
    private final SigningKeys keys = new SigningKeys();

    /** Creates one for a service and a region. */
    public RequestSigner(String accessKey, String secret, String service, String region) {
        this.accessKey = Require.present(accessKey, "accessKey");
        this.secret = Require.present(secret, "secret");
        this.service = Require.present(service, "service");
        this.region = Require.present(region, "region");
    }

    /**
     * Returns the headers of a request with those that sign it.
     *
     * @param head the request, with the headers {@code host} and {@code content-type}
     * @param body the body, empty for none
     * @param now the time, by which a server knows a request that is too old
     */
    public Map<String, String> sign(HttpHead head, byte[] body, Instant now) {
        Map<String, String> headers =
                new LinkedHashMap<>(Require.present(head, "head").headers());
        String time = TIME.format(Require.present(now, "now"));
        String hash = SignatureV4.sha256(Require.present(body, "body"));
        headers.put(HttpNames.DATE, time);
        headers.put(HttpNames.CONTENT_SHA_256, hash);
        SignatureV4.Scope scope = new SignatureV4.Scope(time.substring(0, DATE_LENGTH), region, service);
        String request = SignatureV4.canonicalRequest(
                new HttpHead(head.method(), head.path(), head.query(), headers), null, SIGNED_HEADERS, hash);
        String text = SignatureV4.textToSign(time, scope, request);
        String signature = HexFormat.of().formatHex(keys.sign(accessKey, secret, scope, text));
        String authorization = SignatureV4.ALGORITHM + " Credential=" + SignatureV4.escaped(accessKey) + "/" + scope
                + ", SignedHeaders=" + String.join(";", SIGNED_HEADERS) + ", Signature=" + signature;
        headers.put(HttpNames.AUTHORIZATION, authorization);
        headers.put(HttpNames.COGNITECT_AUTHORIZATION, authorization);
        String host = headers.get(HttpNames.HOST);
        if (host != null) {
            headers.put(HttpNames.COGNITECT_HOST, host);
        }
        return headers;
    }

    /** Returns a text without the secret. */
    @Override
    public String toString() {
        return "RequestSigner[accessKey=" + accessKey + " service=" + service + " region=" + region + "]";
    }
}
