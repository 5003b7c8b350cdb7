package io.stator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Connection;
import io.stator.Database;
import io.stator.Datom;
import io.stator.Index;
import io.stator.Results;
import io.stator.Transaction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Tells whether two databases are the same at every point in time. */
final class SameDatabase {
    private SameDatabase() {}

    /** Compares logs, and what is true, was true, and was ever said. */
    static void check(String what, Connection original, Connection copy) {
        Database one = original.sync();
        Database other = copy.sync();
        assertThat(other.t()).as(what).isEqualTo(one.t());
        List<Transaction> log =
                original.transactions(null, null).limit(Results.NO_LIMIT).list();
        List<Transaction> copied =
                copy.transactions(null, null).limit(Results.NO_LIMIT).list();
        assertThat(copied).as(what).hasSameSizeAs(log);
        for (int i = 0; i < log.size(); i++) {
            String at = what + " t " + log.get(i).t();
            assertThat(copied.get(i).t()).as(at).isEqualTo(log.get(i).t());
            assertThat(plain(copied.get(i).data()))
                    .as(at)
                    .isEqualTo(plain(log.get(i).data()));
        }
        same(what + " now", one, other);
        same(what + " history", one.history(), other.history());
        for (Transaction transaction : log) {
            same(what + " as of " + transaction.t(), one.asOf(transaction.t()), other.asOf(transaction.t()));
        }
        assertThat(other.stats().datoms()).as(what).isEqualTo(one.stats().datoms());
    }

    private static void same(String what, Database one, Database other) {
        assertThat(plain(all(other))).as(what).isEqualTo(plain(all(one)));
    }

    private static List<Datom> all(Database database) {
        return database.datoms(Index.EAVT).limit(Results.NO_LIMIT).list();
    }

    private static Set<List<Object>> plain(List<Datom> datoms) {
        Set<List<Object>> plain = new HashSet<>();
        for (Datom datom : datoms) {
            plain.add(new ArrayList<>(
                    Arrays.asList(datom.e(), datom.a(), comparable(datom.v()), datom.tx(), datom.added())));
        }
        return plain;
    }

    private static Object comparable(Object value) {
        return value instanceof byte[] bytes ? List.of("bytes", Arrays.toString(bytes)) : value;
    }
}
