package io.stator.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.core.util.Separators.Spacing;
import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import io.stator.edn.Tagged;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes an answer as one JSON value. Keywords become strings without their colon, times ISO 8601 text, sets and tuples
 * arrays; numbers that JSON has no text for (NaN, infinities) become strings.
 */
final class JsonFormat {
    private JsonFormat() {}

    static void write(Answer answer, Output out) {
        try (JsonGenerator json = new JsonFactory().createGenerator(new OutputWriter(out))) {
            json.disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
            if (answer.isSingle()) {
                var rows = answer.rows().iterator();
                value(rows.hasNext() ? answer.item(rows.next()) : null, json);
            } else {
                json.setPrettyPrinter(new LinePerItem());
                json.writeStartArray();
                for (List<? extends @Nullable Object> row : answer.rows()) {
                    value(answer.item(row), json);
                }
                json.writeEndArray();
            }
            json.writeRaw('\n');
        } catch (IOException failure) {
            throw Failures.anomaly(failure);
        }
    }

    private static void value(@Nullable Object value, JsonGenerator json) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.writeFieldName(name(entry.getKey()));
                value(entry.getValue(), json);
            }
            json.writeEndObject();
        } else if (value instanceof Iterable<?> elements) {
            json.writeStartArray();
            for (Object element : elements) {
                value(element, json);
            }
            json.writeEndArray();
        } else if (value instanceof Number number) {
            number(number, json);
        } else if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else if (value instanceof byte[] bytes) {
            json.writeBinary(bytes);
        } else {
            json.writeString(name(value));
        }
    }

    private static void number(Number number, JsonGenerator json) throws IOException {
        if (number instanceof BigInteger big) {
            json.writeNumber(big);
        } else if (number instanceof BigDecimal big) {
            json.writeNumber(big);
        } else if (number instanceof Double || number instanceof Float) {
            double real = number.doubleValue();
            if (Double.isNaN(real) || Double.isInfinite(real)) {
                json.writeString(Double.isNaN(real) ? "NaN" : real > 0 ? "Infinity" : "-Infinity");
            } else {
                json.writeNumber(number.toString());
            }
        } else {
            json.writeNumber(number.longValue());
        }
    }

    private static String name(@Nullable Object key) {
        if (key == null) {
            return "null";
        }
        if (key instanceof Keyword keyword) {
            return keyword.toString().substring(1);
        }
        return key instanceof Tagged ? Edn.print(key) : Text.plain(key);
    }

    /** Puts each item of the outermost array on a line. */
    private static final class LinePerItem extends DefaultPrettyPrinter {
        private static final long serialVersionUID = 1L;

        private int depth;

        LinePerItem() {
            super(Separators.createDefaultInstance()
                    .withObjectFieldValueSpacing(Spacing.AFTER)
                    .withRootSeparator(""));
            indentArraysWith(FixedSpaceIndenter.instance);
            indentObjectsWith(new NopIndenter());
        }

        @Override
        public void writeStartArray(JsonGenerator json) throws IOException {
            depth++;
            json.writeRaw('[');
        }

        @Override
        public void beforeArrayValues(JsonGenerator json) {
            // the items of an array follow its bracket at once
        }

        @Override
        public void writeArrayValueSeparator(JsonGenerator json) throws IOException {
            json.writeRaw(depth == 1 ? ",\n " : ", ");
        }

        @Override
        public void writeEndArray(JsonGenerator json, int count) throws IOException {
            depth--;
            json.writeRaw(']');
        }

        @Override
        public void writeObjectEntrySeparator(JsonGenerator json) throws IOException {
            json.writeRaw(", ");
        }

        @Override
        public DefaultPrettyPrinter createInstance() {
            return new LinePerItem();
        }
    }
}
