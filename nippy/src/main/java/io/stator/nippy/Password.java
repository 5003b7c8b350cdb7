package io.stator.nippy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A password, with the way in which the key of AES is made of it; blobs do not say which way that was.
 *
 * <p>Immutable and safe for threads. Nothing shows the password again.
 *
 * <p>Nothing here waits, and nothing fails but as it says, or with a {@link NullPointerException} for a null that must not be one.
 */
public final class Password {
    /** The length of a salt. */
    static final int SALT_BYTES = 16;

    private static final int KEY_BYTES = 16;
    private static final int SALTED_ROUNDS = Short.MAX_VALUE * 5;
    private static final int CACHED_ROUNDS = Short.MAX_VALUE * 64;

    private final byte[] password;
    private final boolean salted;
    private byte @Nullable [] cachedKey;

    private Password(String password, boolean salted) {
        this.password = Objects.requireNonNull(password, "password").getBytes(UTF_8);
        this.salted = salted;
    }

    /** Returns a password with a key of its own for each blob, which takes tens of milliseconds each time: Nippy's {@code :salted}. */
    public static Password salted(String password) {
        return new Password(password, true);
    }

    /** Returns a password with one key for all blobs, which takes about a second once: Nippy's {@code :cached}. */
    public static Password cached(String password) {
        return new Password(password, false);
    }

    boolean isSalted() {
        return salted;
    }

    /** Returns the key for a blob with this salt, which is empty if there is none. */
    byte[] key(byte[] salt) {
        return salted ? derive(salt, SALTED_ROUNDS) : cachedKey();
    }

    private synchronized byte[] cachedKey() {
        byte[] key = cachedKey;
        if (key == null) {
            key = derive(new byte[0], CACHED_ROUNDS);
            cachedKey = key;
        }
        return key;
    }

    private byte[] derive(byte[] salt, int rounds) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-512");
            digest.update(salt);
            byte[] hash = digest.digest(password);
            for (int round = 1; round < rounds; round++) {
                hash = digest.digest(hash);
            }
            return Arrays.copyOf(hash, KEY_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Java must have SHA-512", impossible);
        }
    }

    /** Returns the way the key is made, not the password. */
    @Override
    public String toString() {
        return salted ? "salted password" : "cached password";
    }
}
