package io.stator.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A private key and its certificates in PEM files. */
record PemFiles(Path certificates, Path key) implements Tls.Source {
    private static final String ALIAS = "stator";
    private static final long BYTES_MAX = 1 << 20;
    private static final Pattern PRIVATE_KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519");

    @Override
    public KeyStore load() throws IOException, GeneralSecurityException {
        requireSmall(certificates);
        requireSmall(key);
        Certificate[] chain;
        try (InputStream in = Files.newInputStream(certificates)) {
            chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .toArray(new Certificate[0]);
        }
        if (chain.length == 0 || !(chain[0] instanceof X509Certificate)) {
            throw new IOException("there is no certificate in " + certificates);
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(ALIAS, privateKey(chain[0]), password(), chain);
        return store;
    }

    private static void requireSmall(Path file) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) > BYTES_MAX) {
            throw new IOException("it must be a file of at most " + BYTES_MAX + " bytes: " + file);
        }
    }

    private PrivateKey privateKey(Certificate certificate) throws IOException, GeneralSecurityException {
        Matcher pem = PRIVATE_KEY.matcher(Files.readString(key));
        if (!pem.find()) {
            throw new IOException("there is no unencrypted PKCS #8 key in " + key
                    + ": make one with openssl pkcs8 -topk8 -nocrypt -in KEY -out NEW");
        }
        PKCS8EncodedKeySpec encoded =
                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1)));
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
            } catch (InvalidKeySpecException another) {
                continue;
            }
        }
        throw new IOException("the key must be RSA, EC or Ed25519, as that of the certificate, which is "
                + certificate.getPublicKey().getAlgorithm() + ": " + key);
    }

    /** Returns the password of what is in memory only. */
    @Override
    public char[] password() {
        return ALIAS.toCharArray();
    }
}
