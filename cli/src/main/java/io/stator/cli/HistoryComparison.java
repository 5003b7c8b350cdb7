package io.stator.cli;

import io.stator.Anomaly;
import io.stator.Datom;
import io.stator.Transaction;
import io.stator.edn.Edn;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;

/** Compares transactions of a database with those of its copy, one by one. Not safe for use by several threads. */
final class HistoryComparison {
    private static final int SHOWN_MAX = 3;
    private static final long FACTOR = 31;

    private final FactSum.Marks marks;
    private long transactions;
    private long facts;
    private long checksum;

    HistoryComparison(FactSum.Marks marks) {
        this.marks = marks;
    }

    /** Compares a transaction with the next one of the copy; throws when they are not the same. */
    void compare(CopiedTransaction original, Iterator<Transaction> copies) {
        if (!copies.hasNext()) {
            throw differs(original, "the copy does not have it");
        }
        Transaction copy = copies.next();
        FactSum sum = FactSum.of(marks, copy.data());
        if (copy.t() != original.t()
                || sum.sum() != original.sum().sum()
                || sum.count() != original.sum().count()) {
            throw differs(original, difference(original, copy));
        }
        transactions++;
        facts += sum.count();
        checksum = checksum * FACTOR + sum.sum();
    }

    private static Anomaly differs(CopiedTransaction original, String how) {
        return new Anomaly.Conflict("transaction " + original.originalT() + ", which is " + original.t()
                + " in the copy, is not the same in both: " + how);
    }

    private String difference(CopiedTransaction original, Transaction copy) {
        if (copy.t() != original.t()) {
            return "the copy has transaction " + copy.t() + " in its place";
        }
        Set<CopiedDatom> missing = new LinkedHashSet<>(original.datoms());
        Set<CopiedDatom> more = new LinkedHashSet<>();
        for (Datom datom : copy.data()) {
            CopiedDatom copied = new CopiedDatom(datom.e(), datom.a(), datom.v(), datom.tx(), datom.added());
            if (!marks.isOne(datom.a()) && !missing.remove(copied)) {
                more.add(copied);
            }
        }
        return "only the original has " + shown(missing) + ", only the copy has " + shown(more);
    }

    private static String shown(Set<CopiedDatom> datoms) {
        if (datoms.isEmpty()) {
            return "nothing";
        }
        StringJoiner text = new StringJoiner(" ");
        datoms.stream()
                .limit(SHOWN_MAX)
                .forEach(datom ->
                        text.add(Edn.describe(List.of(datom.e(), datom.a(), datom.v(), datom.tx(), datom.added()))));
        int rest = datoms.size() - SHOWN_MAX;
        return rest > 0 ? text + " and " + rest + " more" : text.toString();
    }

    /** Returns how many transactions were the same. */
    long transactions() {
        return transactions;
    }

    /** Returns how many facts those have. */
    long facts() {
        return facts;
    }

    /** Returns the checksum of all of them, in their order. */
    String checksum() {
        return FactSum.text(checksum);
    }
}
