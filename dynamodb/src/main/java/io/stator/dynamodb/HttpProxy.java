package io.stator.dynamodb;

import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP proxy between the program and the service.
 *
 * <p>Waits and failures: nothing here asks the service; what cannot be is an {@link IllegalArgumentException} at once.
 *
 * @param host the name or address of the proxy
 * @param port its port
 * @param username the user to sign in as, or null
 * @param password the password of that user, or null
 * @param directHosts the hosts that are reached without the proxy; {@code *} stands for any characters
 */
public record HttpProxy(
        String host,
        int port,
        @Nullable String username,
        @Nullable String password,
        Set<String> directHosts) {
    private static final int PORT_MAX = 65_535;

    /** Checks the parts. */
    public HttpProxy {
        Objects.requireNonNull(host, "host");
        if (port < 1 || port > PORT_MAX) {
            throw new IllegalArgumentException("the port of a proxy must be from 1 to " + PORT_MAX + ": " + port);
        }
        directHosts = Set.copyOf(directHosts);
    }

    /** Returns a proxy that asks for no password. */
    public static HttpProxy at(String host, int port) {
        return new HttpProxy(host, port, null, null, Set.of());
    }

    /** Returns this proxy with a user and a password. */
    public HttpProxy signedInAs(String username, String password) {
        return new HttpProxy(host, port, username, password, directHosts);
    }

    /** Returns this proxy, used for no host that one of these patterns matches. */
    public HttpProxy exceptFor(Set<String> directHosts) {
        return new HttpProxy(host, port, username, password, directHosts);
    }

    /** Returns host and port, without the password. */
    @Override
    public String toString() {
        return "HttpProxy[" + host + ":" + port + "]";
    }
}
