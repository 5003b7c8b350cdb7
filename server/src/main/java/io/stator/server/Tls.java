package io.stator.server;

import io.stator.Anomaly;
import io.stator.spi.Require;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;

/**
 * How connections are encrypted; immutable.
 *
 * <p>Nothing here waits, and nothing fails but as it says, or with {@link Anomaly.Incorrect} for a null that must not be one: files are read when a server starts.
 */
public final class Tls {
    /** Makes the key and the certificates when a server starts. */
    interface Source {
        KeyStore load() throws IOException, GeneralSecurityException;

        char[] password();
    }

    private final Source source;
    private final String text;

    private Tls(Source source, String text) {
        this.source = source;
        this.text = text;
    }

    /** Returns a key and its certificates that are kept in a PKCS #12 or JKS file. */
    public static Tls keyStore(Path file, String password) {
        Require.present(file, "file");
        char[] secret = Require.present(password, "password").toCharArray();
        return new Tls(new FileSource(file, secret), "key store " + file);
    }

    /**
     * Returns a key and its certificates that are kept in PEM files.
     *
     * @param certificates the certificate of the server, and those above it
     * @param key the private key, as PKCS #8 without a password: {@code -----BEGIN PRIVATE KEY-----}
     */
    public static Tls pem(Path certificates, Path key) {
        Require.present(certificates, "certificates");
        Require.present(key, "key");
        return new Tls(new PemFiles(certificates, key), "certificate " + certificates);
    }

    /**
     * Returns a certificate for this machine alone, made when a server first starts and kept in a directory, where {@value
     * DevelopmentCertificate#CERTIFICATE} is what clients must trust.
     */
    public static Tls development(Path directory) {
        return new Tls(
                new DevelopmentCertificate(Require.present(directory, "directory")),
                "development certificate in " + directory);
    }

    /** Returns the key and the certificates. */
    KeyStore load() {
        try {
            return source.load();
        } catch (IOException | GeneralSecurityException failure) {
            throw new Anomaly.Incorrect("the " + text + " cannot be used: " + failure.getMessage(), Map.of(), failure);
        }
    }

    char[] password() {
        return source.password();
    }

    @Override
    public String toString() {
        return text;
    }

    /** A key store in a file. */
    private record FileSource(Path file, char[] password) implements Source {
        @Override
        public KeyStore load() throws IOException, GeneralSecurityException {
            if (!Files.isRegularFile(file)) {
                throw new IOException("there is no such file");
            }
            return KeyStore.getInstance(file.toFile(), password);
        }
    }
}
