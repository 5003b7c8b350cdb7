package io.stator.nippy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;

/** Frozen values kept in a file, and the bytes of others by their hexadecimal digits. */
final class Blobs {
    private static final String SIGNATURE = "4e5059";

    /**
     * One line of the file.
     *
     * @param bytes the frozen value, with its header
     * @param shown the value as {@link Shown} prints it
     */
    record Blob(byte[] bytes, String shown) {}

    private Blobs() {}

    static List<Blob> kept() {
        try (InputStream file = Blobs.class.getResourceAsStream("blobs.txt")) {
            return new String(file.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .map(line -> {
                        int bar = line.indexOf(" | ");
                        return new Blob(frozen(line.substring(0, bar)), line.substring(bar + 3));
                    })
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Returns the bytes of these digits, with the header of a value that is not compressed unless they have one. */
    static byte[] frozen(String digits) {
        String compact = digits.replace(" ", "");
        return HexFormat.of().parseHex(compact.startsWith(SIGNATURE) ? compact : SIGNATURE + "00" + compact);
    }

    static Object thaw(String digits) {
        return Nippy.standard().thaw(frozen(digits));
    }
}
