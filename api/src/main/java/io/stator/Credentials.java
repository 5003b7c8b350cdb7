package io.stator;

import io.stator.spi.Require;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An access key and its secret, with which requests to a server are signed; immutable. The secret is in no text that this class
 * makes.
 *
 * <p>Nothing here waits.
 */
public final class Credentials {
    private final String accessKey;
    private final String secret;
    private final @Nullable String sessionToken;

    private Credentials(String accessKey, String secret, @Nullable String sessionToken) {
        this.accessKey = accessKey;
        this.secret = secret;
        this.sessionToken = sessionToken;
    }

    /**
     * Returns credentials.
     *
     * @throws Anomaly.Incorrect when one of the two is empty
     */
    public static Credentials of(String accessKey, String secret) {
        return new Credentials(filled(accessKey, "accessKey"), filled(secret, "secret"), null);
    }

    private static String filled(String text, String name) {
        if (Require.present(text, name).isBlank()) {
            throw Require.refused(name, "must not be blank");
        }
        return text;
    }

    /**
     * Returns these credentials with the token of a session, which temporary ones have.
     *
     * @throws Anomaly.Incorrect when an argument is null
     */
    public Credentials withSessionToken(String token) {
        return new Credentials(accessKey, secret, filled(token, "token"));
    }

    /** Returns the access key. Never fails. */
    public String accessKey() {
        return accessKey;
    }

    /** Returns the secret. Never fails. */
    public String secret() {
        return secret;
    }

    /** Returns the token of the session, if there is one. Never fails. */
    public Optional<String> sessionToken() {
        return Optional.ofNullable(sessionToken);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Credentials that
                && accessKey.equals(that.accessKey)
                && secret.equals(that.secret)
                && Objects.equals(sessionToken, that.sessionToken);
    }

    @Override
    public int hashCode() {
        return accessKey.hashCode();
    }

    @Override
    public String toString() {
        return "Credentials[accessKey=" + accessKey + " secret=***" + (sessionToken == null ? "" : " sessionToken=***")
                + "]";
    }
}
