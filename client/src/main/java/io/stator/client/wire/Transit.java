package io.stator.client.wire;

import io.stator.Anomaly;
import io.stator.spi.Require;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes values as messages, and reads them back: Transit in msgpack, as Datomic's clients and servers speak it.
 *
 * <p>Every value of the language comes back as what it was, and a collection as one of its kind: vectors, lists, sets, maps. A datom comes back as a datom, a
 * tagged literal as itself unless it is one that Transit has a type for. Between Stator's own clients and servers floats do too, see {@link Dialect}.
 *
 * <p>What is read is looked through first, so that no bytes, whoever sent them, make more of the reader than {@link WireLimits} allow.
 *
 * <p>Nothing here waits, and nothing fails but as it says, or with {@link io.stator.Anomaly.Incorrect} for a null that must not be one.
 */
public final class Transit {
    private static final int BYTES_BETWEEN_LOOKS = 1 << 14;

    /** The media type of messages. */
    public static final String MEDIA_TYPE = "application/transit+msgpack";

    private static final String JSON = "application/transit+json";
    private static final String EDN = "application/edn";

    private Transit() {}

    /** Returns whether a body of a media type is a message. */
    public static boolean isReadable(@Nullable String mediaType) {
        return MEDIA_TYPE.equals(mediaType) || JSON.equals(mediaType) || EDN.equals(mediaType);
    }

    /**
     * Returns the value of a message in any of the media types that a server may answer in.
     *
     * @throws Anomaly.Incorrect when it is not one value, or larger than the limits, or in none of them
     */
    public static @Nullable Object read(byte[] message, String mediaType, WireLimits limits) {
        Require.present(message, "message");
        Require.present(limits, "limits");
        return switch (Require.present(mediaType, "mediaType")) {
            case MEDIA_TYPE -> read(message, limits);
            case JSON -> {
                TextScan.check(message, limits);
                try {
                    yield TransitReading.readJson(new ByteArrayInputStream(message));
                } catch (RuntimeException failed) {
                    throw refusal(failed, "cannot be read", limits);
                }
            }
            case EDN -> {
                TextScan.check(message, limits);
                yield TransitReading.readEdn(new String(message, StandardCharsets.UTF_8));
            }
            default -> throw new Anomaly.Incorrect("a message must be Transit or EDN: content-type=" + mediaType);
        };
    }

    /**
     * Returns the message of a value.
     *
     * @throws Anomaly.Incorrect when it is no value of the language, or larger than the limits
     */
    public static byte[] write(@Nullable Object value, Dialect dialect, WireLimits limits) {
        return write(value, dialect, limits, () -> {});
    }

    /**
     * Returns the message of a value.
     *
     * @param look is run now and then; what it throws ends the writing
     * @throws Anomaly.Incorrect when it is no value of the language, or larger than the limits
     */
    public static byte[] write(@Nullable Object value, Dialect dialect, WireLimits limits, Runnable look) {
        BoundedBytes bytes = new BoundedBytes(Require.present(limits, "limits").bytes(), Require.present(look, "look"));
        try {
            TransitWriting.write(value, bytes, Require.present(dialect, "dialect"));
        } catch (Exception | StackOverflowError failed) {
            throw refusal(failed, "cannot be sent", limits);
        }
        byte[] message = bytes.toByteArray();
        TransitScan.check(message, 0, message.length, limits, look);
        return message;
    }

    /**
     * Returns the value of a message.
     *
     * @throws Anomaly.Incorrect when it is not one value, or larger than the limits
     */
    public static @Nullable Object read(byte[] message, WireLimits limits) {
        return read(message, limits, () -> {});
    }

    /**
     * Returns the value of a message.
     *
     * @param look is run now and then; what it throws ends the reading
     * @throws Anomaly.Incorrect when it is not one value, or larger than the limits
     */
    public static @Nullable Object read(byte[] message, WireLimits limits, Runnable look) {
        Require.present(look, "look");
        TransitScan.check(
                Require.present(message, "message"), 0, message.length, Require.present(limits, "limits"), look);
        try {
            return TransitReading.read(new ByteArrayInputStream(message) {
                @Override
                public synchronized int read(byte[] into, int offset, int length) {
                    look.run();
                    return super.read(into, offset, Math.min(length, BYTES_BETWEEN_LOOKS));
                }
            });
        } catch (RuntimeException failed) {
            throw refusal(failed, "cannot be read", limits);
        }
    }

    /** Returns what a failure of the Transit library means; it wraps all there is, errors of the virtual machine included. */
    private static Anomaly refusal(Throwable failed, String what, WireLimits limits) {
        Throwable cause = failed;
        for (Throwable next = failed; next != null; next = next.getCause()) {
            cause = next;
            if (next instanceof Anomaly anomaly) {
                return anomaly;
            }
        }
        if (cause instanceof StackOverflowError) {
            return TransitScan.exceeded("levels of nesting", limits.nesting());
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return new Anomaly.Incorrect("a value " + what + ": " + cause.getMessage(), Map.of(), failed);
    }
}
