package io.stator.client.wire;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The keys that requests are signed with: each is made of a secret, a day, a region and a service, in four steps that need not be done again for the next request.
 * Thread-safe.
 *
 * <p>Bounded; who is not known has a place like everybody else, so that it is no faster or slower to refuse.
 */
final class SigningKeys {
    private static final int KEPT_MAX = 1_024;
    private static final String MAC = "HmacSHA256";

    private final Map<Place, Made> kept = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, Made> eldest) {
            return size() > KEPT_MAX;
        }
    };

    private record Place(String accessKey, SignatureV4.Scope scope) {}

    /** What was made of a secret. */
    private record Made(String secret, Key key) {
        /** Returns a text without the secret. */
        @Override
        public String toString() {
            return "Made";
        }
    }

    /** Returns the signature of a text. */
    byte[] sign(String accessKey, String secret, SignatureV4.Scope scope, String text) {
        Place place = new Place(accessKey, scope);
        Made made = find(place);
        if (made == null || !made.secret.equals(secret)) {
            made = new Made(secret, key(secret, scope));
            keep(place, made);
        }
        return hmac(made.key, text);
    }

    private synchronized @Nullable Made find(Place place) {
        return kept.get(place);
    }

    private synchronized void keep(Place place, Made made) {
        kept.put(place, made);
    }

    private static Key key(String secret, SignatureV4.Scope scope) {
        byte[] bytes = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
        for (String step : List.of(scope.date(), scope.region(), scope.service(), SignatureV4.TERMINATOR)) {
            bytes = hmac(new SecretKeySpec(bytes, MAC), step);
        }
        return new SecretKeySpec(bytes, MAC);
    }

    private static byte[] hmac(Key key, String text) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException("every Java has " + MAC, absent);
        }
    }
}
