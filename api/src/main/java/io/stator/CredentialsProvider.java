package io.stator;

import io.stator.spi.Require;
import java.nio.file.Path;

/**
 * Tells the credentials for requests to a server; asked again when the server refuses the ones it told before, so that they may change.
 * Called by several threads at once.
 *
 * <p>Asking for credentials may wait for a file or a network; nothing else here waits.
 */
@FunctionalInterface
public interface CredentialsProvider {
    /**
     * Returns the credentials that are valid now.
     *
     * @throws Anomaly when there are none
     */
    Credentials credentials();

    /**
     * Returns a provider of credentials that never change.
     *
     * @throws Anomaly.Incorrect when an argument is null
     */
    static CredentialsProvider of(Credentials credentials) {
        return new CredentialsOf.Always(Require.present(credentials, "credentials"));
    }

    /**
     * Returns a provider of the credentials under a name in the AWS shared credentials file, which is read again each time: the file
     * that the environment variable {@code AWS_SHARED_CREDENTIALS_FILE} names, or else {@code ~/.aws/credentials}.
     *
     * <p>It throws {@link Anomaly.NotFound} when there is no such file or name in it, {@link Anomaly.Incorrect} when the key or the
     * secret is missing there.
     *
     * @throws Anomaly.Incorrect when an argument is null
     */
    static CredentialsProvider profile(String name) {
        return profile(name, CredentialsOf.sharedFile());
    }

    /**
     * Returns a provider of the credentials under a name in a file of that form.
     *
     * @throws Anomaly.Incorrect when an argument is null
     */
    static CredentialsProvider profile(String name, Path file) {
        return new CredentialsOf.Profile(Require.present(name, "name"), Require.present(file, "file"));
    }
}
