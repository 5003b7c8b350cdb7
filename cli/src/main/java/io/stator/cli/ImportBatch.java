package io.stator.cli;

import io.stator.TxData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** Forms of a file that become one transaction. Immutable, but for the entity of its source, which is set once. */
final class ImportBatch {
    /** A file that is being imported, with the entity that records how far it is in. */
    static final class Source {
        private final ImportFile file;
        private final UUID first;
        private final long total;
        private long entity;

        Source(ImportFile file, UUID first, long total, long entity) {
            this.file = file;
            this.first = first;
            this.total = total;
            this.entity = entity;
        }

        ImportFile file() {
            return file;
        }

        String name() {
            return file.name();
        }

        /** Returns the entity of the record, 0 when there is none yet. */
        long recordedIn() {
            return entity;
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
    private final int[] groups;
    private final List<List<Object>> contested;
    private final int weight;
    private final FormChain before;
    private final UUID position;
    private final long bytes;

    /**
     * Makes a batch.
     *
     * @param from the number of forms of the file before it
     * @param lines the line of each form
     * @param groups the first form of each group of forms that must be in one transaction, counted from 0
     * @param contested the attributes and values that are refused to a second entity, of attributes of which an entity of
     *     the batch may lose a value
     * @param weight the characters it came from
     * @param before the chain of the forms before it
     * @param position the hash of the forms up to its end
     * @param bytes the bytes of all files read up to its end
     */
    ImportBatch(
            Source source,
            long from,
            List<Object> forms,
            int[] lines,
            int[] groups,
            List<List<Object>> contested,
            int weight,
            FormChain before,
            UUID position,
            long bytes) {
        this.source = source;
        this.from = from;
        this.forms = forms;
        this.lines = lines;
        this.groups = groups;
        this.contested = contested;
        this.weight = weight;
        this.before = before;
        this.position = position;
        this.bytes = bytes;
    }

    Source source() {
        return source;
    }

    long to() {
        return from + forms.size();
    }

    long bytes() {
        return bytes;
    }

    int weight() {
        return weight;
    }

    /** Returns the attributes and values that make it matter which group is first, if an entity has one already. */
    List<List<Object>> contested() {
        return groups.length > 1 ? contested : List.of();
    }

    /** Returns a batch for each group. */
    List<ImportBatch> singles() {
        List<ImportBatch> singles = new ArrayList<>();
        ImportBatch rest = this;
        while (rest.groups() > 1) {
            List<ImportBatch> parts = rest.split(1);
            singles.add(parts.get(0));
            rest = parts.get(1);
        }
        singles.add(rest);
        return singles;
    }

    /** Returns the number of groups. */
    int groups() {
        return groups.length;
    }

    /** Returns the number of forms of the first group. */
    int firstGroup() {
        return groups.length > 1 ? groups[1] : forms.size();
    }

    /** Returns the transaction of the batch. */
    TxData transaction(ImportLedger ledger) {
        List<Object> all = new ArrayList<>(forms);
        all.addAll(ImportLedger.record(source.entity(ledger), from, to(), source.total, position));
        return TxData.of(all);
    }

    /** Returns the transaction of the first groups, without the record. */
    TxData groups(int count) {
        return prefix(count == groups.length ? forms.size() : groups[count]);
    }

    /** Returns the transaction of the first forms, without the record. */
    TxData prefix(int count) {
        return TxData.of(forms.subList(0, count));
    }

    /** Returns the batch of the first groups and that of the others. */
    List<ImportBatch> split(int count) {
        int forms = groups[count];
        FormChain middle = before.copy();
        this.forms.subList(0, forms).forEach(middle::add);
        int[] otherGroups = Arrays.copyOfRange(groups, count, groups.length);
        Arrays.setAll(otherGroups, i -> otherGroups[i] - forms);
        int part = (int) ((long) weight * forms / this.forms.size());
        return List.of(
                new ImportBatch(
                        source,
                        from,
                        this.forms.subList(0, forms),
                        Arrays.copyOfRange(lines, 0, forms),
                        Arrays.copyOfRange(groups, 0, count),
                        contested,
                        part,
                        before,
                        middle.position(),
                        bytes),
                new ImportBatch(
                        source,
                        from + forms,
                        this.forms.subList(forms, this.forms.size()),
                        Arrays.copyOfRange(lines, forms, lines.length),
                        otherGroups,
                        contested,
                        weight - part,
                        middle,
                        position,
                        bytes));
    }

    /** Returns where a form is: the name of the file, its line and its number. */
    String place(int index) {
        return source.name() + " line " + lines[index] + " (form " + (from + index + 1) + ")";
    }

    /** Returns where the first forms are. */
    String places(int count) {
        return "lines " + lines[0] + " to " + lines[count - 1] + " (forms " + (from + 1) + " to " + (from + count)
                + ")";
    }

    /** Returns where the batch is. */
    String place() {
        return forms.size() == 1 ? place(0) : source.name() + " " + places(forms.size());
    }
}
