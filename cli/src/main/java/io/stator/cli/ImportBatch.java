package io.stator.cli;

import io.stator.TxData;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Forms of a file that become one transaction. Immutable, but for the entity of its source, which is set once. */
final class ImportBatch {
    /** A file that is being imported, with the entity that records how far it is in. */
    static final class Source {
        private final ImportFile file;
        private final UUID first;
        private long entity;

        Source(ImportFile file, UUID first, long entity) {
            this.file = file;
            this.first = first;
            this.entity = entity;
        }

        String name() {
            return file.name();
        }

        /** Returns whether there is a record. */
        boolean isRecorded() {
            return entity != 0;
        }

        /** Returns the entity of the record; makes the record when there is none yet. */
        long entity(ImportLedger ledger) {
            if (entity == 0) {
                entity = ledger.create(file.name(), first);
            }
            return entity;
        }
    }

    private final Source source;
    private final long from;
    private final List<Object> forms;
    private final int[] lines;
    private final FormChain before;
    private final UUID position;
    private final long bytes;

    /**
     * Makes a batch.
     *
     * @param from the number of forms of the file before it
     * @param lines the line of each form
     * @param before the chain of the forms before it
     * @param position the hash of the forms up to its end
     * @param bytes the bytes of all files read up to its end
     */
    ImportBatch(
            Source source, long from, List<Object> forms, int[] lines, FormChain before, UUID position, long bytes) {
        this.source = source;
        this.from = from;
        this.forms = forms;
        this.lines = lines;
        this.before = before;
        this.position = position;
        this.bytes = bytes;
    }

    Source source() {
        return source;
    }

    long from() {
        return from;
    }

    long to() {
        return from + forms.size();
    }

    long bytes() {
        return bytes;
    }

    int size() {
        return forms.size();
    }

    /** Returns the transaction of the batch. */
    TxData transaction(ImportLedger ledger) {
        List<Object> all = new ArrayList<>(forms);
        all.addAll(ImportLedger.record(source.entity(ledger), from, to(), position));
        return TxData.of(all);
    }

    /** Returns the transaction of the first forms, without the record. */
    TxData prefix(int count) {
        return TxData.of(forms.subList(0, count));
    }

    /** Returns the batch of the first forms and that of the others. */
    List<ImportBatch> split(int count) {
        FormChain middle = before.copy();
        forms.subList(0, count).forEach(middle::add);
        int[] first = java.util.Arrays.copyOfRange(lines, 0, count);
        int[] others = java.util.Arrays.copyOfRange(lines, count, lines.length);
        return List.of(
                new ImportBatch(source, from, forms.subList(0, count), first, before, middle.position(), bytes),
                new ImportBatch(source, from + count, forms.subList(count, size()), others, middle, position, bytes));
    }

    /** Returns where a form is: the name of the file, its line and its number. */
    String place(int index) {
        return source.name() + " line " + lines[index] + " (form " + (from + index + 1) + ")";
    }

    /** Returns where the batch is. */
    String place() {
        return source.name() + " lines " + lines[0] + " to " + lines[lines.length - 1] + " (forms " + (from + 1)
                + " to " + to() + ")";
    }
}
