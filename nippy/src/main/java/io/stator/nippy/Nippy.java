package io.stator.nippy;

import io.stator.nippy.Header.Encryption;
import io.stator.nippy.Header.Packing;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Freezes values to bytes and thaws them, in the format of Clojure's library Nippy.
 *
 * <p>Immutable and safe for threads.
 *
 * <h2>What becomes what</h2>
 *
 * <p>These come back as they were, and are what one expects in Clojure: null, booleans, characters, strings, {@code Byte}, {@code Short},
 * {@code Integer}, {@code Long}, {@code Float}, {@code Double}, {@code BigInteger}, {@code BigDecimal}, {@link Ratio}, {@link Keyword},
 * {@link Symbol}, {@code UUID}, {@code URI}, {@code Instant}, {@code java.util.Date}, {@code java.sql.Date}, {@code Duration}, {@code Period}, {@code Pattern}, {@code byte[]}, arrays of
 * other primitive values, {@code Object[]}, as which all other arrays are thawed, and all {@link Opaque} values. What only comes from Clojure:
 * {@code String[]}.
 *
 * <ul>
 *   <li>{@code List} becomes a vector, {@link Sequence} and any other {@code Collection} a list; a list, sequence or queue is thawed
 *       as a {@code Sequence}. {@code Set} and {@code Map}, sorted or not, become a set and a map without order, and keep the order of
 *       the bytes when they are thawed. A map entry becomes a vector of two.
 *   <li>Thawed collections cannot be modified; maps may have null keys. Thawed arrays are new ones.
 *   <li>A {@code Timestamp} becomes a {@code java.util.Date}, or an {@code Instant} if it has parts of a millisecond. An instant, a
 *       duration and a period become what Nippy reads since 3.1.3, a {@code java.sql.Date} what it reads since 3.3, everything else
 *       what it reads since 3.0.
 *   <li>An enum constant becomes its name as a string, another type of {@code java.time} its ISO 8601 form as a string, an
 *       {@code Optional} its value or null, and a Java record a map from keywords to its components.
 *   <li>Metadata of Clojure values is dropped.
 * </ul>
 *
 * <h2>What can go wrong</h2>
 *
 * <p>Bytes are never trusted: whatever they are, thawing gives a value or a {@link NippyException}, runs no code named by them, and
 * takes memory in proportion to their length and the limits. A type that only the program which wrote it knows has no length; if it
 * comes last, the rest of the bytes is an {@link Opaque.Custom}, and otherwise thawing fails.
 *
 * <p>Nothing here waits, and nothing fails but as it says, or with a {@link NullPointerException} for a null that must not be one.
 */
public final class Nippy {
    /** The default for the most bytes that a value may take without compression: 64 MiB. */
    public static final int BYTES_MAX = 64 << 20;

    /** The default for the levels that a value may have. */
    public static final int DEPTH_MAX = 256;

    /** The most levels that {@link #withDepthMax} allows. */
    public static final int DEPTH_MAX_HIGHEST = 512;

    /** The default for the most elements that all collections of a value may have together. */
    public static final int ELEMENTS_MAX = 4 << 20;

    /** The length of a body in bytes above which {@link Compression#AUTO} compresses. */
    public static final int COMPRESSED_ABOVE = 8_192;

    private static final Nippy STANDARD = new Nippy(null, Compression.AUTO, BYTES_MAX, DEPTH_MAX, ELEMENTS_MAX);

    private final @Nullable Password password;
    private final Compression compression;
    private final int bytesMax;
    private final int depthMax;
    private final int elementsMax;

    private Nippy(@Nullable Password password, Compression compression, int bytesMax, int depthMax, int elementsMax) {
        this.password = password;
        this.compression = Objects.requireNonNull(compression, "compression");
        this.bytesMax = bytesMax;
        this.depthMax = depthMax;
        this.elementsMax = elementsMax;
    }

    /** Returns what Nippy does when nothing is said: no password, and LZ4 for what is large. */
    public static Nippy standard() {
        return STANDARD;
    }

    /** Returns one that encrypts with AES-GCM when it freezes, and decrypts AES-GCM and AES-CBC when it thaws. */
    public Nippy withPassword(Password password) {
        return new Nippy(Objects.requireNonNull(password, "password"), compression, bytesMax, depthMax, elementsMax);
    }

    /** Returns one that freezes with this compression. */
    public Nippy withCompression(Compression compression) {
        return new Nippy(password, compression, bytesMax, depthMax, elementsMax);
    }

    /**
     * Returns one for values of at most so many bytes without compression.
     *
     * @throws IllegalArgumentException if that is less than 1
     */
    public Nippy withBytesMax(int bytesMax) {
        return new Nippy(
                password, compression, positive("bytesMax", bytesMax, Integer.MAX_VALUE), depthMax, elementsMax);
    }

    /**
     * Returns one for values of at most so many levels; a collection is one level, what it holds is another.
     *
     * @throws IllegalArgumentException if that is less than 1 or more than {@value #DEPTH_MAX_HIGHEST}
     */
    public Nippy withDepthMax(int depthMax) {
        return new Nippy(
                password, compression, bytesMax, positive("depthMax", depthMax, DEPTH_MAX_HIGHEST), elementsMax);
    }

    /**
     * Returns one for values whose collections have at most so many elements together, keys and values of maps counted apart.
     *
     * @throws IllegalArgumentException if that is less than 1
     */
    public Nippy withElementsMax(int elementsMax) {
        return new Nippy(
                password, compression, bytesMax, depthMax, positive("elementsMax", elementsMax, Integer.MAX_VALUE));
    }

    private static int positive(String name, int value, int max) {
        if (value < 1 || value > max) {
            throw new IllegalArgumentException(name + " must be from 1 to " + max + ": " + value);
        }
        return value;
    }

    /** Returns whether the bytes begin like a frozen value, with more than the header; they may still be something else. */
    public static boolean isNippy(byte[] bytes) {
        return Header.isPresent(bytes);
    }

    /**
     * Returns the bytes of a value.
     *
     * @throws NippyException if the value or a part of it has no form in the format, or it exceeds a limit
     */
    public byte[] freeze(@Nullable Object value) {
        Output out = new Output(Header.BYTES, bytesMax);
        try {
            new NippyWriter(out, depthMax).write(value);
        } catch (NippyWriter.Unwritable problem) {
            throw problem.describe();
        }
        return pack(out);
    }

    private byte[] pack(Output out) {
        int length = out.size() - Header.BYTES;
        Packing packing = packing(length);
        byte[] packed =
                packing == Packing.NONE ? null : Compressors.compress(packing, out.array(), Header.BYTES, length);
        if (packed != null && compression == Compression.AUTO && packed.length >= length) {
            packing = Packing.NONE;
            packed = null;
        }
        if (password == null && packed == null) {
            byte[] frozen = out.toBytes();
            new Header(Packing.NONE, Encryption.NONE).write(frozen);
            return frozen;
        }
        byte[] body = packed == null ? Arrays.copyOfRange(out.array(), Header.BYTES, out.size()) : packed;
        Encryption encryption = password == null ? Encryption.NONE : Encryption.AES_GCM;
        byte[] content = password == null ? body : Crypt.encrypt(body, password);
        byte[] frozen = new byte[Header.BYTES + content.length];
        new Header(packing, encryption).write(frozen);
        System.arraycopy(content, 0, frozen, Header.BYTES, content.length);
        return frozen;
    }

    private Packing packing(int length) {
        return switch (compression) {
            case AUTO -> length > COMPRESSED_ABOVE ? Packing.LZ4 : Packing.NONE;
            case NONE -> Packing.NONE;
            case LZ4 -> Packing.LZ4;
            case ZSTD -> Packing.ZSTD;
            case SNAPPY -> Packing.SNAPPY;
            case LZMA2 -> Packing.LZMA2;
        };
    }

    /**
     * Returns the value of which these are the bytes.
     *
     * @throws NippyException if they are no such bytes, need a password or another one, or exceed a limit
     */
    public @Nullable Object thaw(byte[] bytes) {
        if (!Header.isPresent(bytes)) {
            throw new NippyException("bytes must begin with NPY and one more byte, and a body must follow: they are "
                    + bytes.length + " bytes that do not; they are not Nippy's");
        }
        Header header = Header.read(bytes);
        if (header == null) {
            throw new NippyException("fourth byte must be a code of Nippy 1 to 3: " + bytes[Header.BYTES - 1]
                    + "; the bytes are of a newer Nippy, or not Nippy's");
        }
        if (header.packing() == Packing.NONE && header.encryption() == Encryption.NONE) {
            return read(bytes, Header.BYTES);
        }
        return header.encryption() == Encryption.AES_CBC
                ? readDecrypted(header, bytes)
                : read(unpack(header, bytes), 0);
    }

    /** Reads what was encrypted without a tag, where a wrong password may only show in what comes out. */
    private @Nullable Object readDecrypted(Header header, byte[] bytes) {
        try {
            return read(unpack(header, bytes), 0);
        } catch (NippyException damaged) {
            if (damaged.kind() != NippyException.Kind.DAMAGED || header.packing() == Packing.OTHER) {
                throw damaged;
            }
            throw new NippyException(
                    NippyException.Kind.PASSWORD,
                    "password must be the one the value was frozen with, in the same way: what the " + password
                            + " makes of the bytes is no value (" + damaged.getMessage()
                            + "); or the bytes were changed",
                    damaged);
        }
    }

    private byte[] unpack(Header header, byte[] bytes) {
        if (header.packing() == Packing.OTHER || header.encryption() == Encryption.OTHER) {
            throw new NippyException(
                    "bytes must be packed by a compressor and an encryptor that Nippy has: these are packed by"
                            + " one of the program's own; only that can thaw them");
        }
        byte[] packed = bytes;
        int from = Header.BYTES;
        if (header.encryption() != Encryption.NONE) {
            if (password == null) {
                throw new NippyException(
                        NippyException.Kind.PASSWORD,
                        "password must be given for encrypted bytes: " + header.encryption()
                                + "; use Nippy.withPassword");
            }
            packed = Crypt.decrypt(header.encryption(), bytes, from, password);
            from = 0;
        }
        return header.packing() == Packing.NONE
                ? packed
                : Compressors.decompress(header.packing(), packed, from, bytesMax);
    }

    private @Nullable Object read(byte[] bytes, int from) {
        if (bytes.length - from > bytesMax) {
            throw new NippyException(
                    NippyException.Kind.LIMIT,
                    "value must take at most " + bytesMax + " bytes: it takes " + (bytes.length - from)
                            + "; raise it by Nippy.withBytesMax if the bytes are to be trusted");
        }
        return new NippyReader(new Input(bytes, from, elementsMax), depthMax).readBody();
    }

    /** Returns the settings, without the password. */
    @Override
    public String toString() {
        return "Nippy[" + (password == null ? "" : "encrypted, ") + compression + ", bytesMax=" + bytesMax
                + ", depthMax=" + depthMax + ", elementsMax=" + elementsMax + "]";
    }
}
