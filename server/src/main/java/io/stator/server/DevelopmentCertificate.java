package io.stator.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A certificate that the JDK's {@code keytool} makes once: for {@code localhost} and its addresses, signed by itself, so that clients must be told to trust it.
 *
 * <p>The password of its file is no secret: what keeps the key is that only its owner can read the file.
 */
record DevelopmentCertificate(Path directory) implements Tls.Source {
    /** The file with the certificate, for clients to trust. */
    static final String CERTIFICATE = "development-certificate.pem";

    private static final String KEY_STORE = "development-key.p12";
    private static final String PASSWORD = "development";
    private static final String ALIAS = "stator";
    private static final String DAYS = "825";
    private static final long KEYTOOL_SECONDS_MAX = 60;
    private static final int LINE_LENGTH = 64;

    @Override
    public KeyStore load() throws IOException, GeneralSecurityException {
        Files.createDirectories(directory);
        Path file = directory.resolve(KEY_STORE);
        if (!Files.exists(file)) {
            make(file);
        }
        KeyStore store = KeyStore.getInstance(file.toFile(), password());
        publish(store.getCertificate(ALIAS).getEncoded());
        return store;
    }

    /** Writes the certificate, unless it is there: others read the file while a server starts again, and must never find half of it. */
    private void publish(byte[] encoded) throws IOException {
        Path certificate = directory.resolve(CERTIFICATE);
        String text = "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(LINE_LENGTH, new byte[] {'\n'}).encodeToString(encoded)
                + "\n-----END CERTIFICATE-----\n";
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        if (Files.exists(certificate) && Arrays.equals(Files.readAllBytes(certificate), bytes)) {
            return;
        }
        Path temporary = Files.createTempFile(directory, ".certificate", ".pem");
        try {
            Files.write(temporary, bytes);
            if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-r--r--"));
            }
            Files.move(temporary, certificate, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private void make(Path file) throws IOException {
        Path temporary = Files.createTempDirectory(directory, ".certificate");
        Path made = temporary.resolve(KEY_STORE);
        try {
            run(made);
            if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
            }
            Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(made);
            Files.deleteIfExists(temporary);
        }
    }

    private static void run(Path made) throws IOException {
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-validity",
                        DAYS,
                        "-dname",
                        "CN=localhost, O=Stator development",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1,ip:::1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        made.toString(),
                        "-storepass",
                        PASSWORD))
                .redirectErrorStream(true)
                .start();
        keytool.getOutputStream().close();
        try {
            if (!keytool.waitFor(KEYTOOL_SECONDS_MAX, TimeUnit.SECONDS)) {
                throw new IOException("keytool has not ended within " + KEYTOOL_SECONDS_MAX + " s");
            }
            if (keytool.exitValue() != 0) {
                throw new IOException("keytool failed: "
                        + new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while keytool made a certificate", interrupted);
        } finally {
            keytool.destroyForcibly();
        }
    }

    @Override
    public char[] password() {
        return PASSWORD.toCharArray();
    }
}
