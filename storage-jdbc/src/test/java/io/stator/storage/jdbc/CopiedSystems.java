package io.stator.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Client;
import io.stator.Connection;
import io.stator.Datom;
import io.stator.Index;
import io.stator.Limit;
import io.stator.Results;
import io.stator.Stator;
import io.stator.SystemConfig;
import io.stator.Transaction;
import io.stator.engine.SystemCopies;
import io.stator.engine.copies.CopyReport;
import io.stator.engine.copies.CopySettings;
import io.stator.spi.Location;
import java.util.ArrayList;
import java.util.List;

/** Systems that are copied from and to, and what can be seen of them. */
final class CopiedSystems {
    static final SystemConfig MERGING = SystemConfig.standard().withLimit(Limit.LIVE_FACTS, 200);

    static final String SCHEMA = """
            [{:db/ident :d/key :db/valueType :db.type/string :db/cardinality :db.cardinality/one
              :db/unique :db.unique/identity}
             {:db/ident :d/text :db/valueType :db.type/string :db/cardinality :db.cardinality/one}]""";

    private CopiedSystems() {}

    static CopySettings settings(boolean whole) {
        CopySettings standard = SystemCopies.settings(progress -> {});
        return new CopySettings(whole, true, standard.clock(), standard.ids(), standard.look(), standard.progress());
    }

    static CopyReport copy(String from, String to) {
        return SystemCopies.copy(Location.of(from), Location.of(to), settings(true));
    }

    static void create(String place, String name, int count) {
        try (Client client = Stator.open(place, MERGING)) {
            client.createDatabase(name);
            client.connect(name).transact(SCHEMA);
            add(client.connect(name), 0, count);
        }
    }

    static void add(Connection connection, int from, int to) {
        for (int i = from; i < to; i++) {
            connection.transact("[{:d/key \"key " + i + "\" :d/text \"" + "text ".repeat(i % 50) + i + "\"}"
                    + " {:d/key \"shared " + i % 5 + "\" :d/text \"at " + i + "\"}]");
        }
    }

    /** Returns the transactions of a database. */
    static List<String> log(Client client, String name) {
        List<String> log = new ArrayList<>();
        for (Transaction each : client.connect(name).transactions(null, null).limit(Results.NO_LIMIT)) {
            log.add(each.t() + " " + each.data());
        }
        return log;
    }

    /** Returns all that is and was in a database, in all orders. */
    static List<String> facts(Client client, String name) {
        List<String> facts = new ArrayList<>();
        for (Index index : Index.values()) {
            for (Datom each : client.connect(name).db().datoms(index).limit(Results.NO_LIMIT)) {
                facts.add(index + " " + each);
            }
            for (Datom each : client.connect(name).db().history().datoms(index).limit(Results.NO_LIMIT)) {
                facts.add(index + " history " + each);
            }
        }
        return facts;
    }

    static void requireSame(String place, String copy) {
        try (Client one = Stator.openReadOnly(place);
                Client other = Stator.openReadOnly(copy)) {
            assertThat(other.listDatabases()).isEqualTo(one.listDatabases());
            for (String name : one.listDatabases()) {
                requireSame(one, other, name);
            }
        }
    }

    static void requireSame(Client one, Client other, String name) {
        assertThat(log(other, name)).as(name).isEqualTo(log(one, name));
        assertThat(facts(other, name)).as(name).isEqualTo(facts(one, name));
    }
}
