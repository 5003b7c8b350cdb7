package io.stator.conformance;

import io.stator.edn.Keyword;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Writes outcomes in the notation of the files, with the names of a scenario in place of ids. */
final class Describe {
    private static final int PARTITION_SHIFT = 42;
    private static final long TRANSACTION_PARTITION = 3;

    private final Names names;

    /** Makes a description that uses these names. */
    Describe(Names names) {
        this.names = names;
    }

    /** Returns the message of a failed case: its form, what was expected, and what came. */
    static String difference(Case behaviour, List<String> wrong, Outcome outcome, Names names) {
        Describe describe = new Describe(names);
        StringBuilder text = new StringBuilder("not as expected: " + String.join(", ", wrong) + "\n  case: ");
        text.append(behaviour.form());
        for (String key : wrong) {
            text.append("\n  expected ").append(key).append(": ").append(behaviour.get(key));
        }
        return text.append("\n  actual: ").append(describe.outcome(outcome)).toString();
    }

    /** Returns an outcome as the keys and values a case would have. */
    String outcome(Outcome outcome) {
        Refusal refusal = outcome.refusal();
        if (refusal != null) {
            String error = refusal.error();
            return ":anomaly "
                    + (error == null ? ":" + refusal.category() : "[:" + refusal.category() + " " + error + "]")
                    + " :message \"" + refusal.shape() + "\" :keys "
                    + refusal.data().keySet() + " :errors " + refusal.errors();
        }
        Report report = outcome.report();
        if (report != null) {
            return ":datoms " + value(ScenarioRun.withoutInstant(report.datoms())) + " :tempids "
                    + value(report.tempids());
        }
        return value(outcome.value());
    }

    /** Returns a value as EDN. */
    String value(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> value(entry.getKey()) + " " + value(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (value instanceof Iterable<?> elements) {
            String open = value instanceof Set<?> ? "#{" : "[";
            return StreamSupport.stream(elements.spliterator(), false)
                    .map(this::value)
                    .collect(Collectors.joining(" ", open, open.equals("[") ? "]" : "}"));
        }
        return scalar(value);
    }

    private String scalar(@Nullable Object value) {
        if (value == null) {
            return "nil";
        }
        if (value instanceof Long number) {
            return number(number);
        }
        if (value instanceof String text) {
            return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        }
        if (value instanceof Character character) {
            return "\\" + character;
        }
        if (value instanceof BigInteger) {
            return value + "N";
        }
        if (value instanceof BigDecimal) {
            return value + "M";
        }
        if (value instanceof Instant) {
            return "#inst \"" + value + '"';
        }
        if (value instanceof UUID) {
            return "#uuid \"" + value + '"';
        }
        if (value instanceof URI) {
            return "#uri \"" + value + '"';
        }
        if (value instanceof Double number && !Double.isFinite(number)) {
            return number.isNaN() ? "##NaN" : number > 0 ? "##Inf" : "##-Inf";
        }
        return value instanceof Keyword ? value.toString() : Objects.toString(value);
    }

    private String number(Long number) {
        for (Map.Entry<String, Object> entry : names.entities().entrySet()) {
            if (entry.getValue().equals(number) && !entry.getKey().equals("datomic.tx")) {
                return "#eid " + entry.getKey();
            }
        }
        if (number >>> PARTITION_SHIFT == TRANSACTION_PARTITION) {
            long t = number & ((1L << PARTITION_SHIFT) - 1);
            return "#tx " + (t - names.firstT() + 1);
        }
        return number.toString();
    }
}
