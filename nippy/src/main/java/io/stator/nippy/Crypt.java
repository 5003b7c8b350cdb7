package io.stator.nippy;

import io.stator.nippy.Header.Encryption;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES with a key of 128 bits: the initialisation vector, the salt if there is one, and what is encrypted. */
final class Crypt {
    private static final int TAG_BITS = 128;
    private static final int GCM_VECTOR_BYTES = 12;
    private static final int CBC_VECTOR_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Crypt() {}

    /** Returns the bytes encrypted with GCM. */
    static byte[] encrypt(byte[] bytes, Password password) {
        byte[] vector = random(GCM_VECTOR_BYTES);
        byte[] salt = random(password.isSalted() ? Password.SALT_BYTES : 0);
        try {
            Cipher cipher = cipher(Encryption.AES_GCM);
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    new SecretKeySpec(password.key(salt), "AES"),
                    parameters(Encryption.AES_GCM, vector));
            byte[] encrypted = cipher.doFinal(bytes);
            byte[] all = Arrays.copyOf(vector, vector.length + salt.length + encrypted.length);
            System.arraycopy(salt, 0, all, vector.length, salt.length);
            System.arraycopy(encrypted, 0, all, vector.length + salt.length, encrypted.length);
            return all;
        } catch (GeneralSecurityException unusable) {
            throw new IllegalStateException("Java must have AES with GCM", unusable);
        }
    }

    /**
     * Returns the bytes from this place on, decrypted.
     *
     * @throws NippyException if the password is another one, or the bytes were changed
     */
    static byte[] decrypt(Encryption encryption, byte[] bytes, int from, Password password) {
        int vectorEnd = from + (encryption == Encryption.AES_GCM ? GCM_VECTOR_BYTES : CBC_VECTOR_BYTES);
        int saltEnd = vectorEnd + (password.isSalted() ? Password.SALT_BYTES : 0);
        int encryptedMin = encryption == Encryption.AES_GCM ? TAG_BITS / Byte.SIZE : 1;
        if (bytes.length - saltEnd < encryptedMin) {
            throw new NippyException(
                    NippyException.Kind.PASSWORD,
                    "encrypted body must have an initialisation vector, a salt and a tag: it has "
                            + (bytes.length - from)
                            + " bytes in all; the password was used in another way, or the bytes are cut off");
        }
        byte[] vector = Arrays.copyOfRange(bytes, from, vectorEnd);
        byte[] key = password.key(Arrays.copyOfRange(bytes, vectorEnd, saltEnd));
        try {
            Cipher cipher = cipher(encryption);
            cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), parameters(encryption, vector));
            return cipher.doFinal(bytes, saltEnd, bytes.length - saltEnd);
        } catch (GeneralSecurityException | ProviderException wrong) {
            throw new NippyException(
                    NippyException.Kind.PASSWORD,
                    "password must be the one the value was frozen with, in the same way: the " + password
                            + " does not fit; or the bytes were changed",
                    wrong);
        }
    }

    private static Cipher cipher(Encryption encryption) throws GeneralSecurityException {
        return Cipher.getInstance(encryption == Encryption.AES_GCM ? "AES/GCM/NoPadding" : "AES/CBC/PKCS5Padding");
    }

    private static AlgorithmParameterSpec parameters(Encryption encryption, byte[] vector) {
        return encryption == Encryption.AES_GCM ? new GCMParameterSpec(TAG_BITS, vector) : new IvParameterSpec(vector);
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
