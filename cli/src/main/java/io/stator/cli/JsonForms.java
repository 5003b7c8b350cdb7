package io.stator.cli;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.stator.Anomaly;
import io.stator.edn.Edn;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The objects of a file with a JSON object a line as forms, by a mapping. Not safe for use by several threads. */
final class JsonForms implements FormSource {
    /** The most characters of a number. */
    static final int NUMBER_CHARACTERS_MAX = 100_000;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(TextSource.FORM_CHARACTERS_MAX)
                    .maxNumberLength(NUMBER_CHARACTERS_MAX)
                    .build())
            .build();

    /** How the parser tells a place, which is in one line here. */
    private static final Pattern PLACE = Pattern.compile("\\[Source: .*?column: ([0-9]+)\\]");

    /** How the parser tells which of its settings is a limit. */
    private static final Pattern SETTING = Pattern.compile(", from `[^`]*`");

    private final ImportFile file;
    private final TextSource text;
    private final Mapping mapping;
    private final BufferedReader lines;
    private int line;

    JsonForms(ImportFile file, TextSource text, Mapping mapping) {
        this.file = file;
        this.text = text;
        this.mapping = mapping;
        this.lines = new BufferedReader(text);
    }

    @Override
    public @Nullable Object next() {
        try {
            text.beginForm();
            for (String one = lines.readLine(); one != null; one = lines.readLine()) {
                line++;
                Object form = one.isBlank() ? null : form(one);
                if (form != null) {
                    return form;
                }
                text.beginForm();
            }
            return null;
        } catch (IOException failure) {
            throw text.unreadable(line, failure);
        }
    }

    private @Nullable Object form(String one) throws IOException {
        try (JsonParser parser = JSON.createParser(one)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw wrong("expected one JSON object a line");
            }
            Map<Object, Object> form = new LinkedHashMap<>();
            Set<List<String>> seen = new HashSet<>();
            object(parser, List.of(), form, seen);
            if (parser.nextToken() != null) {
                throw wrong("expected one JSON object a line, found more behind it");
            }
            for (Map.Entry<List<String>, @Nullable Column> entry :
                    mapping.columns().entrySet()) {
                if (!seen.contains(entry.getKey())) {
                    add(entry.getKey(), List.of(), form);
                }
            }
            form.putAll(mapping.constants());
            return form.isEmpty() ? null : form;
        } catch (JacksonException malformed) {
            long column = malformed.getLocation() == null
                    ? 0
                    : malformed.getLocation().getColumnNr();
            throw wrong("malformed JSON at column " + column + ": " + withoutSource(malformed.getOriginalMessage()));
        }
    }

    /** Returns what the parser says, without what it says about itself. */
    private static String withoutSource(String message) {
        return PLACE.matcher(SETTING.matcher(message).replaceAll("")).replaceAll("column $1");
    }

    private void object(JsonParser parser, List<String> path, Map<Object, Object> form, Set<List<String>> seen)
            throws IOException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            List<String> name = new ArrayList<>(path);
            name.add(parser.currentName());
            JsonToken token = parser.nextToken();
            boolean mapped = mapping.columns().containsKey(name);
            if (mapped) {
                seen.add(name);
                boolean leftOut = mapping.columns().get(name) == null && !name.equals(mapping.tempid());
                if (leftOut) {
                    parser.skipChildren();
                } else {
                    add(name, texts(parser, token, name), form);
                }
            } else if (token == JsonToken.START_OBJECT && hasInner(name)) {
                object(parser, name, form, seen);
            } else if (mapping.othersIgnored()) {
                parser.skipChildren();
            } else {
                throw wrong("the mapping says nothing of " + Edn.print(Mapping.name(name))
                        + ": map it, map it to nil to leave it out, or say :other-columns :ignore");
            }
        }
    }

    private boolean hasInner(List<String> path) {
        return mapping.columns().keySet().stream()
                .anyMatch(other -> other.size() > path.size()
                        && other.subList(0, path.size()).equals(path));
    }

    /** Returns the texts of a value: none for null, several for an array. */
    private List<String> texts(JsonParser parser, JsonToken token, List<String> name) throws IOException {
        List<String> texts = new ArrayList<>();
        if (token == JsonToken.START_ARRAY) {
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                scalar(parser, name, texts);
            }
        } else {
            scalar(parser, name, texts);
        }
        return texts;
    }

    private void scalar(JsonParser parser, List<String> name, List<String> texts) throws IOException {
        JsonToken token = parser.currentToken();
        if (token.isStructStart()) {
            throw wrong(Edn.print(Mapping.name(name)) + ": expected a value or an array of values, found "
                    + (token == JsonToken.START_OBJECT ? "an object" : "an array in an array"));
        }
        if (token != JsonToken.VALUE_NULL) {
            texts.add(parser.getText());
        }
    }

    private void add(List<String> path, List<String> texts, Map<Object, Object> form) {
        try {
            Column column = mapping.columns().get(path);
            String single = texts.size() == 1 ? texts.get(0) : null;
            if (path.equals(mapping.tempid())) {
                Column.nameRow(single, form);
            }
            if (column != null && single != null) {
                column.add(single, true, form);
            } else if (column != null) {
                column.addAll(texts, true, form);
            }
        } catch (IllegalArgumentException malformed) {
            throw wrong(Edn.print(Mapping.name(path)) + ": " + malformed.getMessage());
        }
    }

    private Anomaly wrong(String problem) {
        return new Anomaly.Incorrect(file.name() + " line " + line + ": " + problem);
    }

    @Override
    public int line() {
        return line;
    }

    @Override
    public long transaction() {
        return 0;
    }

    @Override
    public long characters() {
        return text.characters();
    }

    @Override
    public void close() {
        try {
            lines.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
