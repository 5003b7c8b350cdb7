package io.stator.server;

import io.stator.client.wire.HttpNames;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Gives requests their ids: the one that a client or a proxy gave, or a new one. Thread-safe. */
final class RequestIds {
    static final String HEADER = HttpNames.REQUEST_ID;

    private static final Pattern GIVEN = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final int PREFIX_BYTES = 4;

    private final String prefix;
    private final AtomicLong next = new AtomicLong();

    RequestIds() {
        byte[] bytes = new byte[PREFIX_BYTES];
        new SecureRandom().nextBytes(bytes);
        prefix = HexFormat.of().formatHex(bytes) + "-";
    }

    String of(@Nullable String given) {
        return given != null && GIVEN.matcher(given).matches() ? given : prefix + next.incrementAndGet();
    }
}
