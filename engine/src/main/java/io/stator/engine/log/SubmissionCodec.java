package io.stator.engine.log;

import io.stator.Anomaly;
import io.stator.edn.Edn;
import io.stator.edn.EdnException;
import io.stator.engine.datom.ByteSink;
import io.stator.engine.datom.ByteSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The bytes of {@link SubmissionMark}s; see {@link LogRecord}. */
final class SubmissionCodec {
    private static final int ABSENT = 0;
    private static final int PRESENT = 1;
    private static final int TEXT = 0;
    private static final int NUMBER = 1;
    private static final int FORM = 2;

    private SubmissionCodec() {}

    static void put(@Nullable SubmissionMark mark, ByteSink sink) {
        if (mark == null) {
            sink.put(ABSENT);
            return;
        }
        sink.put(PRESENT);
        sink.putText(mark.id());
        sink.putLong(mark.printHigh());
        sink.putLong(mark.printLow());
        sink.putZigzag(mark.millis());
        sink.putVarint(mark.tempids().size());
        mark.tempids().forEach((tempid, entity) -> {
            if (tempid instanceof String text) {
                sink.put(TEXT);
                sink.putText(text);
            } else if (tempid instanceof Long number) {
                sink.put(NUMBER);
                sink.putZigzag(number);
            } else {
                sink.put(FORM);
                sink.putText(text(tempid));
            }
            sink.putVarint(entity);
        });
    }

    static @Nullable SubmissionMark get(ByteSource source) {
        if (source.get() == ABSENT) {
            return null;
        }
        String id = source.getText();
        long high = source.getLong();
        long low = source.getLong();
        long millis = source.getZigzag();
        int count = source.getCount();
        Map<Object, Long> tempids = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            tempids.put(tempid(source), source.getVarint());
        }
        return new SubmissionMark(id, high, low, millis, tempids);
    }

    private static Object tempid(ByteSource source) {
        int kind = source.get();
        return switch (kind) {
            case TEXT -> source.getText();
            case NUMBER -> source.getZigzag();
            case FORM -> form(source.getText());
            default -> throw new IllegalArgumentException("kind of a tempid must be 0, 1 or 2: kind=" + kind);
        };
    }

    private static String text(Object tempid) {
        try {
            return Edn.print(tempid);
        } catch (Anomaly beyondEdn) {
            throw new IllegalArgumentException(beyondEdn.getMessage(), beyondEdn);
        }
    }

    private static Object form(String edn) {
        try {
            return Objects.requireNonNull(Edn.read(edn));
        } catch (EdnException malformed) {
            throw new IllegalArgumentException("a tempid must be EDN: tempid=" + edn, malformed);
        }
    }
}
