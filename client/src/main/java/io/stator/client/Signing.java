package io.stator.client;

import io.stator.Anomaly;
import io.stator.ClientConfig;
import io.stator.Credentials;
import io.stator.ServerType;
import io.stator.client.wire.HttpHead;
import io.stator.client.wire.RequestSigner;
import io.stator.client.wire.WireRequest;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Signs requests with credentials; immutable. */
final class Signing {
    private static final String SESSION_TOKEN = "x-amz-security-token";

    private final Credentials credentials;
    private final RequestSigner signer;

    private Signing(Credentials credentials, RequestSigner signer) {
        this.credentials = credentials;
        this.signer = signer;
    }

    /** Returns the signing with credentials, for the kind of server that a configuration names. */
    static Signing of(Credentials credentials, ClientConfig config) {
        boolean cloud = config.serverType() == ServerType.CLOUD;
        return new Signing(
                credentials,
                new RequestSigner(
                        credentials.accessKey(),
                        credentials.secret(),
                        cloud ? RequestSigner.CLOUD : RequestSigner.PEER_SERVER,
                        cloud ? config.region().orElseThrow(Signing::noRegion) : RequestSigner.NO_REGION));
    }

    private static Anomaly noRegion() {
        return new Anomaly.Incorrect("a client of a server in a cloud must know the region: name it with withRegion");
    }

    /** Returns whether requests are signed with these. */
    boolean isWith(Credentials others) {
        return credentials.equals(others);
    }

    /** Returns the headers of a request, signed. */
    Map<String, String> headers(WireRequest request, URI address, Map<String, String> more, byte[] body, Instant now) {
        Map<String, String> headers = new LinkedHashMap<>(request.headers());
        headers.putAll(more);
        credentials.sessionToken().ifPresent(token -> headers.put(SESSION_TOKEN, token));
        return signer.sign(new HttpHead("POST", address.getRawPath(), address.getRawQuery(), headers), body, now);
    }
}
