package io.stator.cli;

import io.stator.Anomaly;
import io.stator.edn.Edn;
import io.stator.edn.EdnException;
import io.stator.edn.EdnOptions;
import io.stator.edn.EdnReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The forms of a file of EDN: a stream of forms, and of collections of forms, each of which is a whole transaction. */
final class EdnForms implements FormSource {
    /** A collection without forms, which says nothing. */
    private static final List<Object> EMPTY = List.of();

    private final ImportFile file;
    private final TextSource text;
    private final EdnReader reader;
    private final boolean flatten;

    /**
     * Makes the forms of a text.
     *
     * @param flatten whether forms in a collection stand by themselves too, as if its brackets were not there
     */
    EdnForms(ImportFile file, TextSource text, boolean flatten) {
        this.file = file;
        this.text = text;
        this.reader = new EdnReader(text, EdnOptions.defaults().elements());
        this.flatten = flatten;
    }

    @Override
    public @Nullable Object next() {
        try {
            Object form = EMPTY;
            while (EMPTY.equals(form)) {
                text.beginForm();
                if (!reader.hasNext()) {
                    return null;
                }
                form = reader.next();
            }
            if (!isForm(form)) {
                throw new Anomaly.Incorrect(at(reader.line()) + ": expected a map such as {:a/b 1}, a list form such as"
                        + " [:db/add 1 :a/b 2], or a collection of those, found " + Edn.print(form));
            }
            return form;
        } catch (EdnException malformed) {
            throw new Anomaly.Incorrect(at(malformed.line()) + ": " + malformed.getMessage(), Map.of(), malformed);
        } catch (UncheckedIOException wrapped) {
            IOException cause = wrapped.getCause();
            throw text.unreadable(reader.line(), cause == null ? new IOException(wrapped) : cause);
        }
    }

    private static boolean isForm(@Nullable Object form) {
        if (form instanceof Map) {
            return true;
        }
        return form instanceof List<?> list
                && !list.isEmpty()
                && !(list.get(0) instanceof Collection)
                && !(list.get(0) instanceof Map);
    }

    private String at(int line) {
        return file.name() + " line " + line;
    }

    @Override
    public int line() {
        return reader.line();
    }

    @Override
    public long transaction() {
        return flatten ? 0 : reader.outermost();
    }

    @Override
    public long characters() {
        return text.characters();
    }

    @Override
    public void close() {
        reader.close();
    }
}
