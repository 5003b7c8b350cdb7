package io.stator.nippy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Blobs made here of what Java has, by the description of the format, against the library. */
final class EncryptionTest {
    private static final List<Object> VALUE = List.of(Keyword.of("secret"), 42L);
    private static final byte[] BODY = Arrays.copyOfRange(Nippy.standard().freeze(VALUE), 4, 12 + 4);
    private static final byte[] SALT = "0123456789abcdef".getBytes(UTF_8);
    private static final Nippy SALTED = Nippy.standard().withPassword(Password.salted("p\u00e4ss"));
    private static final Nippy CACHED = Nippy.standard().withPassword(Password.cached("p\u00e4ss"));

    private static byte[] key(byte[] salt, int rounds) throws GeneralSecurityException {
        byte[] password = "p\u00e4ss".getBytes(UTF_8);
        byte[] hash = ByteBuffer.allocate(salt.length + password.length)
                .put(salt)
                .put(password)
                .array();
        MessageDigest digest = MessageDigest.getInstance("SHA-512");
        for (int i = 0; i < rounds; i++) {
            hash = digest.digest(hash);
        }
        return Arrays.copyOf(hash, 16);
    }

    private static byte[] blob(int code, byte[] salt, int rounds, boolean gcm) throws GeneralSecurityException {
        byte[] vector = Arrays.copyOf("initialisation vector".getBytes(UTF_8), gcm ? 12 : 16);
        Cipher cipher = Cipher.getInstance(gcm ? "AES/GCM/NoPadding" : "AES/CBC/PKCS5Padding");
        cipher.init(
                Cipher.ENCRYPT_MODE,
                new SecretKeySpec(key(salt, rounds), "AES"),
                gcm ? new GCMParameterSpec(128, vector) : new IvParameterSpec(vector));
        byte[] encrypted = cipher.doFinal(BODY);
        return ByteBuffer.allocate(4 + vector.length + salt.length + encrypted.length)
                .put(new byte[] {'N', 'P', 'Y', (byte) code})
                .put(vector)
                .put(salt)
                .put(encrypted)
                .array();
    }

    @Test
    void theBodyIsTheOneExpected() {
        assertThat(BODY).asHexString().isEqualTo("6E026A06736563726574642A");
    }

    @Test
    void blobsOfBothCiphersAndBothWaysToAKeyAreThawed() throws GeneralSecurityException {
        int salted = 32_767 * 5;
        int cached = 32_767 * 64;
        assertThat(SALTED.thaw(blob(14, SALT, salted, true))).isEqualTo(VALUE);
        assertThat(SALTED.thaw(blob(2, SALT, salted, false))).isEqualTo(VALUE);
        assertThat(CACHED.thaw(blob(14, new byte[0], cached, true))).isEqualTo(VALUE);
        assertThat(CACHED.thaw(blob(2, new byte[0], cached, false))).isEqualTo(VALUE);
        assertThatThrownBy(() -> SALTED.thaw(blob(14, new byte[0], cached, true)))
                .isInstanceOf(NippyException.class);
    }

    @Test
    void whatIsFrozenComesBackWithThePassword() {
        String text = "text ".repeat(5_000);
        for (Compression compression : Compression.values()) {
            byte[] frozen = CACHED.withCompression(compression).freeze(text);
            assertThat(CACHED.thaw(frozen)).isEqualTo(text);
        }
        byte[] frozen = SALTED.freeze(VALUE);
        assertThat((int) frozen[3]).isEqualTo(14);
        assertThat(SALTED.thaw(frozen)).isEqualTo(VALUE);
        assertThat(SALTED.freeze(VALUE)).isNotEqualTo(frozen);
    }

    @Test
    void aWrongPasswordIsAnException() {
        byte[] frozen = SALTED.freeze(VALUE);
        assertThatThrownBy(() ->
                        Nippy.standard().withPassword(Password.salted("pass")).thaw(frozen))
                .isInstanceOf(NippyException.class)
                .hasMessageContaining("password")
                .hasMessageNotContaining("pass\"");
        assertThatThrownBy(() -> Nippy.standard().thaw(frozen))
                .isInstanceOf(NippyException.class)
                .hasMessageContaining("withPassword");
    }

    @Test
    void everyChangedByteIsNoticed() {
        byte[] frozen = CACHED.freeze(VALUE);
        for (int i = 4; i < frozen.length; i++) {
            byte[] changed = frozen.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> CACHED.thaw(changed)).isInstanceOf(NippyException.class);
            byte[] cut = Arrays.copyOf(frozen, i + 1);
            if (cut.length < frozen.length) {
                assertThatThrownBy(() -> CACHED.thaw(cut)).isInstanceOf(NippyException.class);
            }
        }
    }

    @Test
    void aPasswordDoesNotShowItself() {
        assertThat(Password.salted("open sesame").toString()).doesNotContain("sesame");
    }

    @Test
    void whatIsNotEncryptedIsThawedWithAPasswordToo() {
        assertThat(SALTED.thaw(Nippy.standard().freeze(VALUE))).isEqualTo(VALUE);
    }
}
