package io.stator.nippy;

import java.util.Arrays;

/** What must hold for any bytes whatsoever. */
final class NippyProperties {
    /** Small enough that no bytes keep a test long. */
    private static final Nippy NIPPY = Nippy.standard().withBytesMax(1 << 20).withElementsMax(1 << 18);

    private NippyProperties() {}

    /**
     * Thaws the bytes as they are, and as bodies of every kind.
     *
     * @throws AssertionError if thawing fails with anything but a {@link NippyException}, or if what was thawed is another value after it
     *     was frozen again
     */
    static void check(byte[] bytes) {
        checkFrozen(bytes);
        for (byte code : new byte[] {0, 1, 8, 11, 20}) {
            byte[] frozen = new byte[Header.BYTES + bytes.length];
            System.arraycopy(new byte[] {'N', 'P', 'Y', code}, 0, frozen, 0, Header.BYTES);
            System.arraycopy(bytes, 0, frozen, Header.BYTES, bytes.length);
            checkFrozen(frozen);
        }
    }

    /** Thaws the bytes as they are. */
    static void checkFrozen(byte[] frozen) {
        byte[] before = frozen.clone();
        Object value;
        try {
            value = NIPPY.thaw(frozen);
        } catch (NippyException malformed) {
            expect(malformed.getMessage() != null, "a message", frozen);
            return;
        }
        expect(Arrays.equals(before, frozen), "bytes that are not changed", frozen);
        byte[] again;
        try {
            again = NIPPY.freeze(value);
        } catch (NippyException tooLarge) {
            expect(
                    tooLarge.getMessage().contains("raise it by"),
                    "only limits to fail when it is frozen again",
                    frozen);
            return;
        }
        byte[] third = NIPPY.freeze(NIPPY.thaw(again));
        expect(Arrays.equals(again, third), "the same bytes when it is frozen once more", frozen);
    }

    private static void expect(boolean holds, String what, byte[] bytes) {
        if (!holds) {
            throw new AssertionError("a value must have " + what + ": "
                    + java.util.HexFormat.of().formatHex(bytes));
        }
    }
}
