package io.stator.engine.durable;

import io.stator.Anomaly;
import io.stator.edn.Edn;
import io.stator.edn.EdnException;
import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How far the excisions of a database have got in storage; kept in a root.
 *
 * @param phase what is being done
 * @param erasedT the log holds nothing that transactions up to this t excised
 * @param nextT what {@code erasedT} becomes once all records are rewritten
 * @param segments the segments that hold the rewritten records
 */
public record ErasureState(Phase phase, long erasedT, long nextT, List<String> segments) {
    /** The steps of an erasure, in their order. */
    public enum Phase {
        /** Nothing is on its way. */
        DONE,
        /** Rewritten records are put into segments; the log is as it was. */
        PREPARING,
        /** All rewritten records are in segments, and replace those of the log. */
        REWRITING,
        /** The log is rewritten; the segments and what is left of the old bytes are removed. */
        CLEANING
    }

    /** One before anything was excised. */
    public static final ErasureState NONE = new ErasureState(Phase.DONE, 0, 0, List.of());

    private static final Keyword PHASE = Keyword.of("phase");
    private static final Keyword ERASED_T = Keyword.of("erasedT");
    private static final Keyword NEXT_T = Keyword.of("nextT");
    private static final Keyword SEGMENTS = Keyword.of("segments");

    /** Returns the state in which one more segment is about to hold rewritten records. */
    public ErasureState preparing(long t, String segment) {
        List<String> all = new ArrayList<>(segments);
        all.add(segment);
        return new ErasureState(Phase.PREPARING, erasedT, t, List.copyOf(all));
    }

    /** Returns the state in which all segments are there. */
    public ErasureState rewriting(long t) {
        return new ErasureState(Phase.REWRITING, erasedT, t, segments);
    }

    /** Returns the state in which the log is rewritten. */
    public ErasureState cleaning() {
        return new ErasureState(Phase.CLEANING, nextT, nextT, segments);
    }

    /** Returns the state in which nothing is left to do. */
    public ErasureState done() {
        return new ErasureState(Phase.DONE, erasedT, erasedT, List.of());
    }

    /** Returns its bytes. */
    public byte[] toBytes() {
        Map<Keyword, Object> form = new LinkedHashMap<>();
        form.put(PHASE, Keyword.of(phase.name()));
        form.put(ERASED_T, erasedT);
        form.put(NEXT_T, nextT);
        form.put(SEGMENTS, EdnVector.copyOf(segments));
        return Edn.print(form).getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the state of some bytes. */
    public static ErasureState of(byte[] bytes) {
        try {
            Map<?, ?> form = (Map<?, ?>) Objects.requireNonNull(Edn.read(new String(bytes, StandardCharsets.UTF_8)));
            List<?> segments = (List<?>) Objects.requireNonNull(form.get(SEGMENTS));
            return new ErasureState(
                    Phase.valueOf(((Keyword) Objects.requireNonNull(form.get(PHASE))).name()),
                    (Long) Objects.requireNonNull(form.get(ERASED_T)),
                    (Long) Objects.requireNonNull(form.get(NEXT_T)),
                    segments.stream().map(String.class::cast).toList());
        } catch (EdnException | IllegalArgumentException | ClassCastException | NullPointerException damaged) {
            throw new Anomaly.Fault(
                    "the state of excisions cannot be read: " + damaged.getMessage(), Map.of(), damaged);
        }
    }
}
