package io.stator.client;

import io.stator.Anomaly;
import io.stator.ClientConfig;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Trusts the certificates that Java trusts, and those of a configuration beside them. */
final class Trust extends X509ExtendedTrustManager {
    /** A way to check a chain of certificates. */
    private interface Check {
        void by(X509ExtendedTrustManager manager) throws CertificateException;
    }

    private final List<X509ExtendedTrustManager> managers;
    private final boolean validatesHostnames;

    private Trust(List<X509ExtendedTrustManager> managers, boolean validatesHostnames) {
        this.managers = managers;
        this.validatesHostnames = validatesHostnames;
    }

    /** Returns what connections are encrypted with. */
    static SSLContext context(ClientConfig config) {
        try {
            List<X509ExtendedTrustManager> managers = new ArrayList<>();
            managers.add(manager(null));
            if (!config.trustedCertificates().isEmpty()) {
                managers.add(manager(store(config.trustedCertificates())));
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Trust(managers, config.validatesHostnames())}, null);
            return context;
        } catch (GeneralSecurityException | java.io.IOException failure) {
            throw new Anomaly.Fault("this Java cannot encrypt connections: " + failure, Map.of(), failure);
        }
    }

    private static KeyStore store(List<X509Certificate> certificates)
            throws GeneralSecurityException, java.io.IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (int i = 0; i < certificates.size(); i++) {
            store.setCertificateEntry("trusted-" + i, certificates.get(i));
        }
        return store;
    }

    @SuppressWarnings("NullAway") // null stands for the certificates that Java trusts
    private static X509ExtendedTrustManager manager(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager extended) {
                return extended;
            }
        }
        throw new GeneralSecurityException("there is no trust manager for certificates");
    }

    private void check(Check check) throws CertificateException {
        CertificateException refusal = new CertificateException("nothing is trusted");
        for (X509ExtendedTrustManager manager : managers) {
            try {
                check.by(manager);
                return;
            } catch (CertificateException refused) {
                refusal = refused;
            }
        }
        throw refusal;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        if (validatesHostnames) {
            check(manager -> manager.checkServerTrusted(chain, type, engine));
        } else {
            checkServerTrusted(chain, type);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        if (validatesHostnames) {
            check(manager -> manager.checkServerTrusted(chain, type, socket));
        } else {
            checkServerTrusted(chain, type);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(manager -> manager.checkServerTrusted(chain, type));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        checkClientTrusted(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        checkClientTrusted(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("a client has no clients");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        List<X509Certificate> all = new ArrayList<>();
        managers.forEach(manager -> all.addAll(List.of(manager.getAcceptedIssuers())));
        return all.toArray(new X509Certificate[0]);
    }
}
