package io.stator.cli;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.RecordType;
import io.stator.Anomaly;
import io.stator.edn.Edn;
import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rows of a file of comma-separated values as forms, by a mapping. Not safe for use by several threads. */
final class CsvForms implements FormSource {
    /** The text after the last line: a row of its own, unless it is swallowed by a quote that is not closed. */
    private static final String END = "\uFFFF\uFFFE\uFFFF";

    private static final Pattern LINE = Pattern.compile("line ([0-9]+)");

    /**
     * A line, or several when a quoted field goes on over them.
     *
     * @param line the line on which it begins
     * @param fields the text of the fields; null for one that is empty and has no quotes
     */
    private record Row(int line, List<@Nullable String> fields) {}

    private final ImportFile file;
    private final TextSource text;
    private final Mapping mapping;
    private final CloseableIterator<Row> rows;
    private @Nullable List<List<String>> header;
    private int line;

    CsvForms(ImportFile file, TextSource text, Mapping mapping) {
        this.file = file;
        this.text = text;
        this.mapping = mapping;
        this.rows = CsvReader.builder()
                .fieldSeparator(mapping.delimiter().charAt(0))
                .allowExtraFields(true)
                .allowMissingFields(true)
                .allowExtraCharsAfterClosingQuote(false)
                .build(new Rows(), new Ended(text))
                .iterator();
    }

    @Override
    public @Nullable Object next() {
        List<List<String>> names = header();
        for (Row row = names.isEmpty() ? null : row(); row != null; row = row()) {
            Object form = form(names, row);
            if (form != null) {
                return form;
            }
        }
        return null;
    }

    /** Returns the names of the columns; none when the file is empty. */
    private List<List<String>> header() {
        if (header == null) {
            List<String> stated = mapping.header();
            Row row = stated == null ? row() : null;
            List<String> names = new ArrayList<>();
            if (stated != null) {
                names.addAll(stated);
            } else if (row != null) {
                row.fields().forEach(name -> names.add(name == null ? "" : name));
            }
            header = names.isEmpty() ? List.of() : checked(names);
        }
        return header;
    }

    private List<List<String>> checked(List<String> names) {
        Set<List<String>> seen = new HashSet<>();
        for (String name : names) {
            List<String> path = List.of(name);
            if (!seen.add(path) && mapping.columns().get(path) != null) {
                throw wrong("two columns have the name " + Edn.print(name));
            }
            if (!mapping.columns().containsKey(path) && !mapping.othersIgnored()) {
                throw wrong("the mapping says nothing of the column " + Edn.print(name)
                        + ": map it, map it to nil to leave it out, or say :other-columns :ignore");
            }
        }
        for (List<String> path : mapping.columns().keySet()) {
            if (!seen.contains(path)) {
                throw wrong(
                        "there is no column " + Edn.print(Mapping.name(path)) + ", but columns " + Edn.print(names));
            }
        }
        return names.stream().map(List::of).toList();
    }

    private @Nullable Object form(List<List<String>> names, Row row) {
        if (row.fields().size() != names.size()) {
            throw wrong("expected " + names.size() + " fields, as many as columns have names, found "
                    + row.fields().size());
        }
        if (row.fields().stream().allMatch(field -> field == null)) {
            return null;
        }
        Map<Object, Object> form = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            List<String> path = names.get(i);
            String field = row.fields().get(i);
            Column column = mapping.columns().get(path);
            try {
                if (path.equals(mapping.tempid())) {
                    Column.nameRow(field, form);
                }
                if (column != null) {
                    column.add(field, true, form);
                }
            } catch (IllegalArgumentException malformed) {
                throw wrong("column " + Edn.print(Mapping.name(path)) + ": " + malformed.getMessage());
            }
        }
        form.putAll(mapping.constants());
        return form.isEmpty() ? null : form;
    }

    private @Nullable Row row() {
        try {
            text.beginForm();
            if (!rows.hasNext()) {
                return null;
            }
            Row row = rows.next();
            line = row.line();
            boolean more = rows.hasNext();
            if (more) {
                return row;
            }
            if (row.fields().equals(List.of(END))) {
                return null;
            }
            throw wrong("a quote is opened in this row and never closed");
        } catch (CsvParseException malformed) {
            Throwable cause = malformed.getCause() == null ? malformed : malformed.getCause();
            if (cause instanceof IOException failure) {
                throw text.unreadable(line, failure);
            }
            Matcher place = LINE.matcher(String.valueOf(malformed.getMessage()));
            throw new Anomaly.Incorrect(
                    file.name() + " line " + (place.find() ? place.group(1) : String.valueOf(line + 1)) + ": "
                            + cause.getMessage(),
                    Map.of(),
                    malformed);
        } catch (UncheckedIOException failure) {
            IOException cause = failure.getCause();
            throw text.unreadable(line, cause == null ? new IOException(failure) : cause);
        }
    }

    private Anomaly wrong(String problem) {
        return new Anomaly.Incorrect(file.name() + " line " + Math.max(1, line) + ": " + problem);
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
            rows.close();
            text.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Makes rows of fields. */
    private static final class Rows extends CsvCallbackHandler<Row> {
        private int line;
        private List<@Nullable String> fields = new ArrayList<>();
        private RecordType type = RecordType.DATA;

        @Override
        protected void beginRecord(long startingLineNumber) {
            line = (int) Math.min(Integer.MAX_VALUE, startingLineNumber);
            fields = new ArrayList<>();
            type = RecordType.DATA;
        }

        @Override
        protected void addField(char[] characters, int offset, int length, boolean quoted) {
            fields.add(length == 0 && !quoted ? null : new String(characters, offset, length));
        }

        @Override
        protected void setComment(char[] characters, int offset, int length) {
            type = RecordType.COMMENT;
        }

        @Override
        protected void setEmpty() {
            type = RecordType.EMPTY;
        }

        @Override
        protected RecordType getRecordType() {
            return type;
        }

        @Override
        protected int getFieldCount() {
            return fields.size();
        }

        @Override
        protected Row buildRecord() {
            return new Row(line, fields);
        }
    }

    /** A text that ends with a line of its own, {@link #END}. */
    private static final class Ended extends FilterReader {
        private boolean ended;

        Ended(Reader text) {
            super(text);
        }

        @Override
        public int read() throws IOException {
            char[] one = new char[1];
            return read(one, 0, 1) < 0 ? -1 : one[0];
        }

        @Override
        public int read(char[] buffer, int offset, int length) throws IOException {
            int read = ended ? -1 : super.read(buffer, offset, length);
            if (read < 0 && !ended) {
                ended = true;
                String end = "\n" + END;
                end.getChars(0, end.length(), buffer, offset);
                return end.length();
            }
            return read;
        }
    }
}
