package io.stator.engine.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import io.stator.engine.transact.NamedFunctions;
import io.stator.engine.transact.Transactor;
import io.stator.engine.transact.TxResult;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Builds databases from their transactions again. */
final class ReplayTest {
    private static final long NOW = 1_700_000_000_000L;

    private final Replay replay = Replay.ofNewDatabase(0);
    private DatabaseValue database = Bootstrap.database("id", "name");

    private void transact(String forms) {
        TxResult result = Transactor.transact(database, (List<?>) Edn.read(forms), NOW, NamedFunctions.builtIn());
        database = result.after();
        replay.add(result.txData(), database.counters());
    }

    private static Object attribute(DatabaseValue value, String name) {
        return value.attribute(Keyword.parse(name));
    }

    @Test
    void anAttributeLosesItsNameToAnEntityThatIsNone() {
        transact("[{:db/ident :a/x :db/valueType :db.type/long :db/cardinality :db.cardinality/one}]");
        transact("[[:db/add :a/x :db/ident :a/y]]");
        transact("[{:db/id \"e\" :db/ident :a/x}]");
        DatabaseValue again = replay.finish("id", "name");
        assertThat(attribute(database, ":a/x")).isNull();
        assertThat(attribute(again, ":a/x")).isNull();
        assertThat(again.identId(Keyword.parse(":a/x"))).isEqualTo(database.identId(Keyword.parse(":a/x")));
        assertThat(attribute(again, ":a/y")).isNotNull().isEqualTo(attribute(database, ":a/y"));
    }

    @Test
    void anAttributeTakesItsNameBack() {
        transact("[{:db/ident :a/x :db/valueType :db.type/long :db/cardinality :db.cardinality/one}]");
        long id = Objects.requireNonNull(database.identId(Keyword.parse(":a/x")));
        transact("[[:db/retract :a/x :db/ident]]");
        transact("[{:db/id \"e\" :db/ident :a/x}]");
        transact("[[:db/retract :a/x :db/ident] [:db/add " + id + " :db/ident :a/x]]");
        assertThat(database.identId(Keyword.parse(":a/x"))).isEqualTo(id);
        assertThat(attribute(replay.finish("id", "name"), ":a/x")).isNotNull().isEqualTo(attribute(database, ":a/x"));
    }
}
