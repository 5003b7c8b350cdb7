package io.stator.edn;

import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the forms of a text one after the other; the memory it needs depends on the biggest form, not on the text. Not safe for use by several threads.
 *
 * <p>Malformed text is an {@link EdnException}, after which nothing more can be read; a failing source is an {@link UncheckedIOException}.
 *
 * <p>It waits where the source does.
 */
public final class EdnReader implements Iterator<@Nullable Object>, Closeable {
    private static final Object NOTHING = new Object();
    private static final int NAME_SLOTS = 1024;

    private final Reader source;
    private final FormReader forms;
    private @Nullable Object ahead = NOTHING;
    private boolean stopped;

    /**
     * Makes a reader of plain EDN; it reads ahead, so the source should not be used by others.
     *
     * @throws io.stator.Anomaly.Incorrect when the source is null
     */
    public EdnReader(Reader source) {
        this(source, EdnOptions.defaults());
    }

    /**
     * Makes a reader with these options; it reads ahead, so the source should not be used by others.
     *
     * @throws io.stator.Anomaly.Incorrect when an argument is null
     */
    public EdnReader(Reader source, EdnOptions options) {
        this.source = Given.present(source, "source");
        this.forms = new FormReader(new CharInput(source), Given.present(options, "options"), NAME_SLOTS);
    }

    /**
     * Returns the next form, or {@code eof} at the end of the text.
     *
     * @throws EdnException if the text is malformed
     */
    public @Nullable Object next(@Nullable Object eof) {
        return hasNext() ? next() : eof;
    }

    /**
     * Returns whether there is another form, and reads it.
     *
     * @throws EdnException if the text is malformed
     */
    @Override
    public boolean hasNext() {
        if (ahead == NOTHING) {
            if (stopped) {
                throw new IllegalStateException("a reader must not be used after it failed");
            }
            stopped = true;
            ahead = forms.form();
            stopped = false;
        }
        return ahead != FormReader.END;
    }

    /**
     * Returns the next form, which is null for {@code nil}.
     *
     * @throws EdnException if the text is malformed
     * @throws NoSuchElementException at the end of the text
     */
    @Override
    public @Nullable Object next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the text has no more forms");
        }
        Object form = ahead;
        ahead = NOTHING;
        return form;
    }

    /** Returns the line on which the form read last begins, counted from 1. Never fails. */
    public int line() {
        return forms.formLine();
    }

    /** Returns the column in which the form read last begins, counted from 1. Never fails. */
    public int column() {
        return forms.formColumn();
    }

    /**
     * Returns the number, counted from 1, of the outermost collection that the form read last is an element of, or 0 when it stands by itself; always 0
     * unless the options say {@link EdnOptions#elements}. Never fails.
     */
    public long outermost() {
        return forms.outermost();
    }

    /**
     * Closes the source.
     *
     * @throws UncheckedIOException when the source fails
     */
    @Override
    public void close() {
        try {
            source.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
