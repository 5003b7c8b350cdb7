package io.stator.engine.durable;

import io.stator.Anomaly;
import io.stator.edn.Edn;
import io.stator.edn.EdnException;
import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How far the excisions of a database have got in storage; kept in a root.
 *
 * @param phase what is being done
 * @param erasedT the log holds nothing that transactions up to this t excised
 * @param nextT what {@code erasedT} becomes once all records are rewritten
 * @param segments the segments that hold the rewritten records
 * @param former segments of erasures before that are deleted, with the time when that was so: whoever was to put one may not know it yet
 */
public record ErasureState(Phase phase, long erasedT, long nextT, List<String> segments, Map<String, Long> former) {
    /** So many former segments are remembered, the newest ones; one process puts one at a time. */
    private static final int FORMER_MAX = 64;

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
    public static final ErasureState NONE = new ErasureState(Phase.DONE, 0, 0, List.of(), Map.of());

    private static final Keyword PHASE = Keyword.of("phase");
    private static final Keyword ERASED_T = Keyword.of("erasedT");
    private static final Keyword NEXT_T = Keyword.of("nextT");
    private static final Keyword SEGMENTS = Keyword.of("segments");
    private static final Keyword FORMER = Keyword.of("former");

    /** Returns the state of a log that holds nothing that was excised up to a t. */
    public ErasureState erased(long t) {
        return new ErasureState(phase, t, t, segments, former);
    }

    /** Returns the state in which one more segment is about to hold rewritten records. */
    public ErasureState preparing(long t, String segment) {
        List<String> all = new ArrayList<>(segments);
        all.add(segment);
        return new ErasureState(Phase.PREPARING, erasedT, t, List.copyOf(all), former);
    }

    /** Returns the state in which all segments are there. */
    public ErasureState rewriting(long t) {
        return new ErasureState(Phase.REWRITING, erasedT, t, segments, former);
    }

    /** Returns the state in which the log is rewritten. */
    public ErasureState cleaning() {
        return new ErasureState(Phase.CLEANING, nextT, nextT, segments, former);
    }

    /** Returns the state in which nothing is left to do, and nothing to remember of what was done. */
    ErasureState done() {
        return new ErasureState(Phase.DONE, erasedT, erasedT, List.of(), former);
    }

    /** Returns the state in which nothing is left to do, and the segments are remembered that were deleted at a time. */
    ErasureState doneAt(long millis) {
        Map<String, Long> all = new LinkedHashMap<>(former);
        segments.forEach(each -> all.put(each, millis));
        Iterator<String> oldest = all.keySet().iterator();
        for (int more = all.size() - FORMER_MAX; more > 0; more--) {
            oldest.next();
            oldest.remove();
        }
        return new ErasureState(Phase.DONE, erasedT, erasedT, List.of(), all);
    }

    /** Returns the former segments that nobody can be putting any more. */
    List<String> formerDue(long nowMillis) {
        return former.entrySet().stream()
                .filter(each -> each.getValue() <= nowMillis - StoredIndexes.RETENTION_MILLIS)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Returns the state without the former segments that nobody can be putting any more; a clock that was ahead makes none last longer. */
    ErasureState withoutFormerDue(long nowMillis) {
        Map<String, Long> rest = new LinkedHashMap<>(former);
        rest.keySet().removeAll(formerDue(nowMillis));
        rest.replaceAll((segment, millis) -> Math.min(millis, nowMillis));
        return new ErasureState(phase, erasedT, nextT, segments, rest);
    }

    /** Returns its bytes. */
    public byte[] toBytes() {
        Map<Keyword, Object> form = new LinkedHashMap<>();
        form.put(PHASE, Keyword.of(phase.name()));
        form.put(ERASED_T, erasedT);
        form.put(NEXT_T, nextT);
        form.put(SEGMENTS, EdnVector.copyOf(segments));
        if (!former.isEmpty()) {
            form.put(FORMER, former);
        }
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
                    segments.stream().map(String.class::cast).toList(),
                    former(form.get(FORMER)));
        } catch (EdnException | IllegalArgumentException | ClassCastException | NullPointerException damaged) {
            throw new Anomaly.Fault(
                    "the state of excisions cannot be read: " + damaged.getMessage(), Map.of(), damaged);
        }
    }

    private static Map<String, Long> former(@Nullable Object form) {
        Map<String, Long> former = new LinkedHashMap<>();
        if (form != null) {
            ((Map<?, ?>) form)
                    .entrySet().stream()
                            .sorted(Comparator.comparingLong(each -> (Long) each.getValue()))
                            .forEach(each -> former.put((String) each.getKey(), (Long) each.getValue()));
        }
        return former;
    }
}
