package io.stator.nippy;

import org.jspecify.annotations.Nullable;

/** What the fourth byte of the header says: how the body is packed, and with what it is encrypted. */
record Header(Packing packing, Encryption encryption) {
    /** The length of a header. */
    static final int BYTES = 4;

    private static final byte[] SIGNATURE = {'N', 'P', 'Y'};

    /** The codes, by encryption and then packing, in the order of their constants. */
    private static final byte[][] CODES = {
        {0, 1, 8, 11, 20, 5}, {2, 3, 9, 12, 21, 18}, {14, 15, 16, 17, 22, 19}, {4, 7, 10, 13, 23, 6},
    };

    /** How a body is packed. */
    enum Packing {
        NONE,
        SNAPPY,
        LZ4,
        LZMA2,
        ZSTD,
        /** By a compressor of the program's own. */
        OTHER
    }

    /** With what a body is encrypted. */
    enum Encryption {
        NONE,
        AES_CBC,
        AES_GCM,
        /** By an encryptor of the program's own. */
        OTHER
    }

    /** Returns whether the bytes begin like a frozen value. */
    static boolean isPresent(byte[] bytes) {
        return bytes.length > BYTES && bytes[0] == SIGNATURE[0] && bytes[1] == SIGNATURE[1] && bytes[2] == SIGNATURE[2];
    }

    /** Returns what the header says, or null if its code has no meaning. */
    static @Nullable Header read(byte[] bytes) {
        byte code = bytes[BYTES - 1];
        for (Encryption encryption : Encryption.values()) {
            for (Packing packing : Packing.values()) {
                if (CODES[encryption.ordinal()][packing.ordinal()] == code) {
                    return new Header(packing, encryption);
                }
            }
        }
        return null;
    }

    void write(byte[] bytes) {
        System.arraycopy(SIGNATURE, 0, bytes, 0, SIGNATURE.length);
        bytes[BYTES - 1] = CODES[encryption.ordinal()][packing.ordinal()];
    }
}
