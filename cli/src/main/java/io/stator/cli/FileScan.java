package io.stator.cli;

import io.stator.Anomaly;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The first reading of a file, before anything of it is written: finds which forms must be in one transaction, refuses
 * what cannot be kept, and finds how much is in already. Not safe for use by several threads.
 */
final class FileScan {
    /** The most forms that one transaction of a file may have. */
    static final int TRANSACTION_FORMS_MAX = 100_000;

    /** The most characters that one transaction of a file may have. */
    static final int TRANSACTION_CHARACTERS_MAX = 64 << 20;

    /** The most forms that a file may have. */
    static final int FORMS_MAX = Integer.MAX_VALUE - 8;

    private final ImportFile file;
    private final FormStream stream;
    private final KnownFiles before;
    private final KnownAttributes known;
    private final TempidTable tempids = new TempidTable();
    private final Spans transactions = new Spans();
    private Spans shared = new Spans();
    private @Nullable UUID first;
    private List<ImportLedger.Entry> entries = List.of();
    private ImportLedger.@Nullable Entry furthest;
    private long lastEntry;
    private long transaction;
    private long transactionStart;
    private @Nullable Anomaly problem;
    private long usable;

    private FileScan(ImportFile file, FormStream stream, KnownFiles before, KnownAttributes known) {
        this.file = file;
        this.stream = stream;
        this.before = before;
        this.known = known;
    }

    /** Reads a file to its end, and learns what it says about attributes. */
    static FileScan of(ImportFile file, FormStream stream, KnownFiles before, KnownAttributes known)
            throws InterruptedException {
        FileScan scan = new FileScan(file, stream, before, known);
        try {
            scan.readAll();
        } catch (Refusal refusal) {
            throw new Anomaly.Incorrect(refusal.getMessage() + "; nothing of this file was written");
        }
        return scan;
    }

    /** Returns the hash of the first form, or null when there is none. */
    @Nullable
    UUID first() {
        return first;
    }

    /** Returns the record of what is in, or null when nothing is. */
    ImportLedger.@Nullable Entry inAlready() {
        return furthest;
    }

    /** Returns how many forms of this file are in that are not in it any more, 0 when all are. */
    long changedForms() {
        if (furthest != null && furthest.forms() > 0) {
            return 0;
        }
        return entries.stream()
                .filter(entry -> file.name().equals(entry.file()))
                .mapToLong(ImportLedger.Entry::forms)
                .max()
                .orElse(0);
    }

    /** Returns the runs of forms that share temporary ids. */
    Spans shared() {
        return shared;
    }

    /** Returns the runs of forms that the file says to be one transaction. */
    Spans transactions() {
        return transactions;
    }

    /** Returns what is wrong with the file behind its usable forms, or null. */
    @Nullable
    Anomaly problem() {
        return problem;
    }

    /** Returns how many forms may be transacted. */
    long usable() {
        return usable;
    }

    /** Returns how many forms the file has; one more than are usable when something is wrong behind them. */
    long total() {
        return problem == null ? usable : usable + 1;
    }

    private void readAll() throws InterruptedException {
        try {
            for (Object form = stream.next(); form != null; form = stream.next()) {
                read(form);
            }
            usable = stream.count();
        } catch (Anomaly malformed) {
            problem = malformed;
            usable = withoutTempids();
        }
        shared = tempids.spans();
        checkSizes();
        checkTransactionsBetween();
        checkWhatIsIn();
    }

    private void read(Object form) throws InterruptedException {
        if (stream.count() >= FORMS_MAX) {
            throw new Refusal(file.name() + ": a file must have at most " + FORMS_MAX + " forms");
        }
        int index = (int) stream.count() - 1;
        if (index == 0 || stream.count() <= lastEntry) {
            stream.chain().add(form);
            findEntry();
        }
        FormSurvey survey = FormSurvey.of(form, known);
        if (stream.transaction() != 0) {
            inTransaction(index);
            return;
        }
        survey.tempids().forEach(id -> tempids.mention(FormWords.hash(id), index, stream.line(), true));
        survey.words().forEach(id -> tempids.mention(FormWords.hash(id), index, stream.line(), false));
        if (tempids.size() > TempidTable.TEMPIDS_MAX) {
            throw new Refusal(file.name() + " line " + stream.line() + ": a file must have at most "
                    + TempidTable.TEMPIDS_MAX + " temporary ids: put the rest into another file, each has its own");
        }
    }

    private void inTransaction(int index) {
        if (stream.transaction() != transaction) {
            transaction = stream.transaction();
            transactionStart = stream.characters();
            transactions.add(index, index, stream.line());
        }
        transactions.extend(index);
        int last = transactions.size() - 1;
        if (transactions.forms(last) > TRANSACTION_FORMS_MAX
                || stream.characters() - transactionStart > TRANSACTION_CHARACTERS_MAX) {
            throw new Refusal(file.name() + " line " + transactions.line(last)
                    + ": the collection that begins here is one transaction, which must have at most "
                    + TRANSACTION_FORMS_MAX + " forms and " + TRANSACTION_CHARACTERS_MAX
                    + " characters: divide it, or let its forms stand by themselves with --flatten");
        }
    }

    /** Returns how many forms are before all that a form behind the problem may belong to. */
    private long withoutTempids() {
        long safe = Math.min(stream.count(), tempids.firstForm());
        int last = transactions.size() - 1;
        boolean open = last >= 0 && transactions.last(last) == stream.count() - 1;
        return open ? Math.min(safe, transactions.first(last)) : safe;
    }

    private void checkSizes() {
        for (int i = 0; i < shared.size(); i++) {
            if (shared.forms(i) > TRANSACTION_FORMS_MAX) {
                throw new Refusal(file.name() + " line " + shared.line(i) + ": " + shared.forms(i)
                        + " forms from here on are tied by temporary ids and would be one transaction, which must have at"
                        + " most " + TRANSACTION_FORMS_MAX + " forms: put forms that share an id next to each other, or"
                        + " use an identity attribute and lookup refs instead");
            }
        }
    }

    private void checkTransactionsBetween() {
        for (int i = 0; i < transactions.size(); i++) {
            int across = shared.across(transactions.first(i));
            if (across >= 0) {
                throw new Refusal(file.name() + " line " + shared.line(across)
                        + ": a temporary id of this form is used again behind line " + transactions.line(i)
                        + ", where a collection of forms begins that is a transaction of its own: put the forms that share"
                        + " the id on one side of it, or into one collection");
            }
        }
    }

    private void checkWhatIsIn() {
        ImportLedger.Entry entry = furthest;
        if (entry == null || entry.forms() == 0 || entry.forms() > usable) {
            return;
        }
        int border = (int) entry.forms();
        for (Spans spans : List.of(shared, transactions)) {
            int across = spans.across(border);
            if (across >= 0) {
                throw new Refusal(file.name() + " line " + spans.line(across) + ": the first " + border
                        + " forms are in already, but forms behind them belong to the transaction that begins here: say what"
                        + " is new in a file of its own, with entity ids or lookup refs");
            }
        }
    }

    private void findEntry() throws InterruptedException {
        if (first == null) {
            first = stream.chain().position();
            entries = before.beginningWith(first).stream()
                    .sorted(Comparator.comparingLong(ImportLedger.Entry::forms))
                    .toList();
            for (ImportLedger.Entry entry : entries) {
                lastEntry = Math.max(lastEntry, entry.forms());
                if (entry.forms() == 0) {
                    furthest = entry;
                }
            }
        }
        for (ImportLedger.Entry entry : entries) {
            if (entry.forms() == stream.count() && stream.chain().position().equals(entry.position())) {
                furthest = entry;
            }
        }
    }

    /** Finds the files that were imported before. */
    @FunctionalInterface
    interface KnownFiles {
        /** Returns how far the files are in that begin with a form; waits for those that are being imported. */
        List<ImportLedger.Entry> beginningWith(UUID first) throws InterruptedException;
    }

    /** A file says what cannot be kept. */
    private static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refusal(String message) {
            super(message);
        }
    }
}
