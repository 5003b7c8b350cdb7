package io.stator.cli;

import io.stator.edn.Edn;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A running hash of forms: equal after as many forms exactly when the forms were the same. */
final class FormChain {
    private static final String ALGORITHM = "SHA-256";

    private final MessageDigest digest;

    private FormChain(MessageDigest digest) {
        this.digest = digest;
    }

    /** Returns the chain without forms; different seeds make different chains. */
    static FormChain start(String seed) {
        try {
            FormChain chain = new FormChain(MessageDigest.getInstance(ALGORITHM));
            chain.add(seed);
            return chain;
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has " + ALGORITHM, impossible);
        }
    }

    /** Appends a form. */
    void add(@Nullable Object form) {
        digest.update(Edn.print(form).getBytes(StandardCharsets.UTF_8));
        digest.update((byte) '\n');
    }

    /** Returns a chain that goes on from here by itself. */
    FormChain copy() {
        try {
            return new FormChain((MessageDigest) digest.clone());
        } catch (CloneNotSupportedException impossible) {
            throw new IllegalStateException(ALGORITHM + " can be copied in every Java", impossible);
        }
    }

    /** Returns the hash of the forms so far. */
    UUID position() {
        ByteBuffer bytes = ByteBuffer.wrap(copy().digest.digest());
        return new UUID(bytes.getLong(), bytes.getLong());
    }
}
