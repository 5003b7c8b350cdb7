package io.stator.engine.pull;

import static io.stator.engine.pull.FactDatabase.map;
import static io.stator.engine.pull.FactDatabase.pull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Pull;
import io.stator.edn.Keyword;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.database.Deadline;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PullTimeTest {
    private static final FactDatabase ITEMS = new FactDatabase()
            .attributes("[[:id :string :one :identity] [:count :long :one] [:tag :string :many] [:part :ref :one]]")
            .facts("[[1001 :id \"x\"] [1001 :count 1] [1001 :tag \"a\"] [1001 :part 1002] [1002 :count 10]]")
            .facts("[[1001 :count 1 false] [1001 :count 2] [1001 :tag \"b\"]]")
            .facts(
                    "[[1001 :count 2 false] [1001 :count 3] [1001 :tag \"a\" false] [1002 :count 10 false] [1002 :count 20]]");
    private static final DatabaseValue NOW = ITEMS.value();
    private static final long LAST = NOW.basisT();

    @Test
    void thePastIsPulledAsItWas() {
        assertThat(pull(NOW, "[:count :tag {:part [:count]}]", 1001L))
                .isEqualTo(map("{:count 3 :tag [\"b\"] :part {:count 20}}"));
        assertThat(pull(NOW.asOf(LAST - 1), "[:count :tag {:part [:count]}]", 1001L))
                .isEqualTo(map("{:count 2 :tag [\"a\" \"b\"] :part {:count 10}}"));
        assertThat(pull(NOW.asOf(LAST - 2), "[*]", List.of(":id", "x")))
                .isEqualTo(map("{:db/id 1001 :id \"x\" :count 1 :tag [\"a\"] :part {:db/id 1002}}"));
        assertThat(pull(NOW.asOf(LAST - 3), "[*]", 1001L)).isEqualTo(map("{:db/id 1001}"));
    }

    @Test
    void sinceShowsWhatWasAddedAfterwards() {
        assertThat(pull(NOW.since(LAST - 2), "[*]", 1001L)).isEqualTo(map("{:db/id 1001 :count 3 :tag [\"b\"]}"));
        assertThat(pull(NOW.since(LAST - 2), "[:count]", List.of(":id", "x"))).isEmpty();
    }

    @Test
    void historyCannotBePulled() {
        assertThatThrownBy(() -> pull(NOW.history(), "[*]", 1001L))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessage("Can't pull from history");
    }

    @Test
    void aRenamedAttributeAnswersToBothNames() {
        FactDatabase renamed = new FactDatabase()
                .attributes("[[:old :long :one]]")
                .facts("[[1001 :old 5]]")
                .facts("[[100 :db/ident :old false] [100 :db/ident :new]]");
        assertThat(renamed.pull("[:old :new]", 1001L)).isEqualTo(map("{:old 5 :new 5}"));
        assertThat(renamed.pull("[*]", 1001L)).isEqualTo(map("{:db/id 1001 :new 5}"));
        assertThat(renamed.pull("[* :old]", 1001L)).isEqualTo(map("{:db/id 1001 :old 5}"));
    }

    @Test
    void anAttributeInstalledLaterIsFoundByAPatternThatIsKept() {
        FactDatabase database = new FactDatabase();
        PullEngine engine = new PullEngine();
        Pull pattern = Pull.parse("[:late]");
        Deadline none = Deadline.none();
        assertThat(engine.pull(database.value(), pattern, 1001L, none)).isEmpty();
        database.attributes("[[:late :long :one]]").facts("[[1001 :late 1]]");
        assertThat(engine.pull(database.value(), pattern, 1001L, none)).containsEntry(Keyword.of("late"), 1L);
    }
}
