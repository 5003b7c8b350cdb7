package io.stator.cli;

import io.stator.Anomaly;
import io.stator.TxData;
import io.stator.edn.Edn;
import io.stator.edn.EdnException;
import io.stator.edn.EdnReader;
import io.stator.edn.Keyword;
import io.stator.edn.Tagged;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Reads what {@code stator export} wrote, a transaction at a time. Not safe for use by several threads. */
final class ExportReader implements AutoCloseable {
    private static final int HEAD_CHARACTERS = 256;
    private static final int SUM_SIZE = 3;
    private static final int RADIX = 16;
    private static final Keyword FORMAT = Keyword.of("format");
    private static final Keyword T = Keyword.of("t");
    private static final Keyword TRANSACTIONS = Keyword.of("transactions");
    private static final Keyword FACTS = Keyword.of("facts");

    private final ImportFile file;
    private final TextSource text;
    private final EdnReader reader;
    private final long lastT;
    private @Nullable Object ahead;
    private boolean isAhead;
    private long transactions;
    private long facts;

    private ExportReader(ImportFile file, TextSource text) {
        this.file = file;
        this.text = text;
        this.reader = new EdnReader(text, ExportText.options());
        this.lastT = head(form());
    }

    /** Returns whether a file begins as an export does. */
    static boolean isExport(ImportFile file) {
        try (TextSource text = TextSource.open(file, new AtomicLong())) {
            char[] head = new char[HEAD_CHARACTERS];
            int read = Math.max(0, text.read(head, 0, head.length));
            return new String(head, 0, read).stripLeading().startsWith("#" + ExportText.EXPORT);
        } catch (IOException unreadable) {
            throw Failures.ofFile(file.path(), unreadable);
        }
    }

    /** Opens an export. */
    static ExportReader open(ImportFile file) {
        TextSource text = TextSource.open(file, new AtomicLong());
        try {
            return new ExportReader(file, text);
        } catch (RuntimeException | Error failure) {
            try {
                text.close();
            } catch (IOException another) {
                failure.addSuppressed(another);
            }
            throw failure;
        }
    }

    private long head(@Nullable Object form) {
        if (form instanceof Tagged head
                && head.tag().equals(ExportText.EXPORT)
                && head.value() instanceof Map<?, ?> said
                && said.get(FORMAT) instanceof Long format
                && said.get(T) instanceof Long t) {
            if (format != ExportText.FORMAT) {
                throw new Anomaly.Unsupported(file.name() + ": this version reads exports of format "
                        + ExportText.FORMAT + ": format=" + format);
            }
            return t;
        }
        throw malformed("#" + ExportText.EXPORT + " {:format ..., :t ...}", form);
    }

    /** Returns the number that the last transaction had when it was exported, to tell how far one is. */
    long lastT() {
        return lastT;
    }

    /** Returns the next transaction, null when all are read and the export is whole. */
    CopyTarget.@Nullable Copy next() {
        Object form = form();
        if (form instanceof Tagged tail && tail.tag().equals(ExportText.END)) {
            end(tail.value());
            return null;
        }
        List<Object> forms = new ArrayList<>();
        long outermost = reader.outermost();
        int line = reader.line();
        if (outermost == 0) {
            throw malformed("a transaction or #" + ExportText.END, form);
        }
        while (form != null && reader.outermost() == outermost && !(form instanceof Tagged)) {
            forms.add(form);
            form = form();
        }
        isAhead = true;
        ahead = form;
        long t = number(forms.get(0));
        return summed(t, line, forms);
    }

    private CopyTarget.Copy summed(long t, int line, List<Object> forms) {
        Object form = form();
        if (form instanceof Tagged sum
                && sum.tag().equals(ExportText.SUM)
                && sum.value() instanceof List<?> parts
                && parts.size() == SUM_SIZE
                && parts.get(0) instanceof Long same
                && same == t
                && parts.get(1) instanceof Long count
                && parts.get(2) instanceof String checksum) {
            transactions++;
            facts += count;
            try {
                return new CopyTarget.Copy(
                        t,
                        "the transaction at " + file.name() + " line " + line,
                        TxData.of(forms),
                        Math.toIntExact(count),
                        Long.parseUnsignedLong(checksum, RADIX));
            } catch (NumberFormatException | ArithmeticException wrong) {
                throw new Anomaly.Incorrect(at() + ": the checksum is none: " + Edn.describe(parts), Map.of(), wrong);
            }
        }
        throw malformed("#" + ExportText.SUM + " [" + t + " ...]", form);
    }

    private long number(Object first) {
        if (first instanceof Map<?, ?> form
                && form.get(CopiedTransaction.REBUILDS) instanceof Map<?, ?> said
                && said.get(T) instanceof Long t) {
            return t;
        }
        throw malformed("{" + CopiedTransaction.REBUILDS + " {:t ...}} as the first form of a transaction", first);
    }

    private void end(@Nullable Object said) {
        if (!(said instanceof Map<?, ?> counts)
                || !Long.valueOf(transactions).equals(counts.get(TRANSACTIONS))
                || !Long.valueOf(facts).equals(counts.get(FACTS))) {
            throw new Anomaly.Incorrect(at() + ": the export says that it has " + Edn.describe(said) + ", but it has "
                    + transactions + " transactions with " + facts + " facts");
        }
        if (form() != null) {
            throw new Anomaly.Incorrect(at() + ": nothing must follow the end of an export");
        }
    }

    /** Returns the next form, null at the end of the text. */
    private @Nullable Object form() {
        if (isAhead) {
            isAhead = false;
            return ahead;
        }
        try {
            text.beginForm();
            return reader.hasNext() ? reader.next() : null;
        } catch (EdnException malformed) {
            throw new Anomaly.Incorrect(
                    file.name() + " line " + malformed.line() + ": " + malformed.getMessage(), Map.of(), malformed);
        } catch (UncheckedIOException wrapped) {
            IOException cause = wrapped.getCause();
            throw text.unreadable(reader.line(), cause == null ? new IOException(wrapped) : cause);
        }
    }

    private Anomaly malformed(String expected, @Nullable Object found) {
        return new Anomaly.Incorrect(
                found == null
                        ? file.name() + ": the export is not whole, it ends where " + expected + " is expected"
                        : at() + ": expected " + expected + ", found " + Edn.describe(found));
    }

    private String at() {
        return file.name() + " line " + reader.line();
    }

    @Override
    public void close() {
        reader.close();
    }
}
