package io.stator.engine.pull;

import static io.stator.engine.pull.FactDatabase.map;
import static io.stator.engine.pull.FactDatabase.pull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Attribute;
import io.stator.Pull;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.engine.database.Deadline;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PullEngineTest {
    private static final FactDatabase PEOPLE = new FactDatabase()
            .attributes("""
                    [[:name :string :one :identity] [:age :long :one] [:nick :string :many] [:flag :boolean :one]
                     [:kind :keyword :one] [:friend :ref :many] [:best :ref :one] [:color :ref :one]
                     [:home :ref :one :component] [:child :ref :many :component]]""")
            .facts("[[1900 :db/ident :red] [1901 :db/ident :blue]]")
            .facts("""
                    [[1001 :name "Ann"] [1001 :age 30] [1001 :nick "A"] [1001 :nick "Annie"] [1001 :flag false] [1001 :kind :p/human]
                     [1001 :friend 1002] [1001 :friend 1003] [1001 :best 1002] [1001 :color 1900] [1001 :home 1011] [1001 :child 1012] [1001 :child 1013]
                     [1002 :name "Bob"] [1002 :friend 1003] [1002 :best 1003] [1002 :age 40]
                     [1003 :name "Cat"] [1003 :friend 1001] [1003 :best 1001]
                     [1011 :nick "house"] [1011 :home 1014] [1012 :age 1] [1012 :best 1002] [1013 :age 2] [1014 :age 3]]""");

    private static final Object ANN = List.of(Keyword.of("name"), "Ann");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            [:name :age]                        | {:name "Ann" :age 30}
            [:nosuch]                           | {}
            [:name :nosuch]                     | {:name "Ann"}
            [:db/id]                            | {:db/id 1001}
            [[:db/id :as :id] :name]            | {:id 1001 :name "Ann"}
            [:db/id :db/id]                     | {:db/id 1001}
            []                                  | {}
            [{}]                                | {}
            [:nick]                             | {:nick ["A" "Annie"]}
            [:flag]                             | {:flag false}
            [:friend]                           | {:friend [{:db/id 1002} {:db/id 1003}]}
            [:color]                            | {:color {:db/id 1900 :db/ident :red}}
            [:home]                             | {:home {:db/id 1011 :nick ["house"] :home {:db/id 1014 :age 3}}}
            [:child]                            | {:child [{:db/id 1012 :age 1 :best {:db/id 1002}} {:db/id 1013 :age 2}]}
            [:_friend]                          | {:_friend [{:db/id 1003}]}
            [:_name]                            | {}
            [{:friend [:name]}]                 | {:friend [{:name "Bob"} {:name "Cat"}]}
            [{:friend [:age]}]                  | {:friend [{:age 40}]}
            [{:friend [:nosuch]}]               | {}
            [{:best [:nosuch]}]                 | {}
            [{:best []}]                        | {}
            [{:best [:name {:best [:name]}]}]   | {:best {:name "Bob" :best {:name "Cat"}}}
            [{:color [:db/ident]}]              | {:color {:db/ident :red}}
            [{:age [:name]}]                    | {}
            [{:home [:nick]}]                   | {:home {:nick ["house"]}}
            [{:friend [:name] :best [:age]}]    | {:friend [{:name "Bob"} {:name "Cat"}] :best {:age 40}}
            [[:name]]                           | {:name "Ann"}
            [":name" {":best" [":age"]}]        | {:name "Ann" :best {:age 40}}
            """)
    void aPatternSelects(String pattern, String expected) {
        assertThat(PEOPLE.pull(pattern, ANN)).isEqualTo(map(expected));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            1011 | [:_home]                      | {:_home {:db/id 1001}}
            1012 | [{:_child [:name]}]           | {:_child {:name "Ann"}}
            1014 | [{:_home [{:_home [:name]}]}] | {:_home {:_home {:name "Ann"}}}
            1900 | [{:_color [:name]}]           | {:_color [{:name "Ann"}]}
            """)
    void backwardsThereIsOneOwnerOfAPartAndAListOtherwise(long entity, String pattern, String expected) {
        assertThat(PEOPLE.pull(pattern, entity)).isEqualTo(map(expected));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            [[:name :as :n]]                         | {:n "Ann"}
            [(:name :as "N m")]                      | {"N m" "Ann"}
            [[:name :as nil]]                        | {:name "Ann"}
            [[:name :as :x :as :y]]                  | {:y "Ann"}
            [[:name :nosuch 1]]                      | {:name "Ann"}
            [[:name ":as" :n]]                       | {:n "Ann"}
            [[:nosuch :default 0]]                   | {:nosuch 0}
            [[:flag :default true]]                  | {:flag false}
            [[:nosuch :default false]]               | {:nosuch false}
            [[:nosuch :default nil]]                 | {}
            [[:_age :default 0]]                     | {:_age 0}
            [{[:best :default "none"] [:nosuch]}]    | {:best "none"}
            [[:nick :limit 1]]                       | {:nick ["A"]}
            [[:nick :limit 0]]                       | {}
            [[:nick :limit -1]]                      | {}
            [[:nick :limit 0 :default 7]]            | {:nick 7}
            [[:name :limit 1]]                       | {:name "Ann"}
            [{[:friend :limit 1 :as :f] [:name]}]    | {:f [{:name "Bob"}]}
            [(limit :friend 1)]                      | {:friend [{:db/id 1002}]}
            [("limit" :friend 1)]                    | {:friend [{:db/id 1002}]}
            [{(limit :friend 1) [:name]}]            | {:friend [{:name "Bob"}]}
            [(default :nosuch 5)]                    | {:nosuch 5}
            [["default" :nosuch "x"]]                | {:nosuch "x"}
            [[:age :xform str]]                      | {:age "30"}
            [[:nosuch :xform str :default "d"]]      | {:nosuch ""}
            [[:nick :xform str]]                     | {:nick "[\\"A\\" \\"Annie\\"]"}
            [{[:best :xform str] [:age]}]            | {:best "{:age 40}"}
            [[:name :xform keyword]]                 | {:name :Ann}
            [[:name :xform symbol]]                  | {:name Ann}
            [[:name :xform name]]                    | {:name "Ann"}
            [[:kind :xform name]]                    | {:kind "human"}
            [[:kind :xform namespace]]               | {:kind "p"}
            [[:kind :xform str]]                     | {:kind ":p/human"}
            [[:age :xform keyword]]                  | {}
            [[:name :xform clojure.edn/read-string]] | {:name Ann}
            """)
    void optionsChangeTheKeyTheNumberAndTheValue(String pattern, String expected) {
        assertThat(PEOPLE.pull(pattern, ANN)).isEqualTo(map(expected));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            [*]                      | {:db/id 1002 :name "Bob" :age 40 :friend [{:db/id 1003}] :best {:db/id 1003}}
            ["*"]                    | {:db/id 1002 :name "Bob" :age 40 :friend [{:db/id 1003}] :best {:db/id 1003}}
            [:* *]                   | {:db/id 1002 :name "Bob" :age 40 :friend [{:db/id 1003}] :best {:db/id 1003}}
            [{:best [:name]} *]      | {:db/id 1002 :name "Bob" :age 40 :friend [{:db/id 1003}] :best {:name "Cat"}}
            [* [:age :as :years]]    | {:db/id 1002 :name "Bob" :years 40 :friend [{:db/id 1003}] :best {:db/id 1003}}
            [* [:flag :default 0]]   | {:db/id 1002 :name "Bob" :age 40 :friend [{:db/id 1003}] :best {:db/id 1003} :flag 0}
            [* [:db/id :as :id]]     | {:id 1002 :name "Bob" :age 40 :friend [{:db/id 1003}] :best {:db/id 1003}}
            [* {:friend []}]         | {:db/id 1002 :name "Bob" :age 40 :best {:db/id 1003}}
            [* (:friend :limit 0)]   | {:db/id 1002 :name "Bob" :age 40 :best {:db/id 1003}}
            """)
    void aStarSelectsWhatTheOtherSpecsDoNotName(String pattern, String expected) {
        assertThat(PEOPLE.pull(pattern, 1002L)).isEqualTo(map(expected));
    }

    @Test
    void aStarAlsoTakesSpecsOfWhatIsNotAnAttributeOfTheEntity() {
        assertThat(PEOPLE.pull("[* :_friend]", 1003L)).containsKeys(Keyword.of("db", "id"), Keyword.of("_friend"));
    }

    @Test
    void anEntityIsNamedByIdIdentOrLookupRef() {
        assertThat(PEOPLE.pull("[:db/id]", 1001)).isEqualTo(map("{:db/id 1001}"));
        assertThat(PEOPLE.pull("[:db/id]", Keyword.of("red"))).isEqualTo(map("{:db/id 1900}"));
        assertThat(PEOPLE.pull("[:db/id]", ":red")).isEqualTo(map("{:db/id 1900}"));
        assertThat(PEOPLE.pull("[:db/id]", List.of(":name", "Cat"))).isEqualTo(map("{:db/id 1003}"));
    }

    @Test
    void anEntityWithoutFactsHasItsIdAndDefaultsOnly() {
        assertThat(PEOPLE.pull("[:name]", 1077L)).isEmpty();
        assertThat(PEOPLE.pull("[*]", 1077L)).isEqualTo(map("{:db/id 1077}"));
        assertThat(PEOPLE.pull("[[:age :default 0] [:name :xform str]]", 1077L)).isEqualTo(map("{:age 0 :name \"\"}"));
    }

    @Test
    void anEntityThatCannotBeFoundHasNoId() {
        for (Object nobody : Arrays.asList(List.of(":name", "Nobody"), ":nosuch", "text", 1.5, null)) {
            assertThat(PEOPLE.pull("[:name]", nobody)).isEmpty();
            assertThat(PEOPLE.pull("[*]", nobody)).isEqualTo(Collections.singletonMap(Keyword.of("db", "id"), null));
            assertThat(PEOPLE.pull("[[:age :default 0]]", nobody)).isEqualTo(map("{:age 0}"));
        }
    }

    @Test
    void aLookupRefMustNameAUniqueAttribute() {
        assertThatThrownBy(() -> PEOPLE.pull("[:name]", List.of(":age", 30)))
                .isInstanceOfSatisfying(
                        Anomaly.Incorrect.class,
                        anomaly -> assertThat(anomaly.error())
                                .isEqualTo(Keyword.of("db.error", "lookup-ref-attr-not-unique")));
        assertThatThrownBy(() -> PEOPLE.pull("[:name]", List.of(":nosuch", 30))).isInstanceOf(Anomaly.Incorrect.class);
    }

    @Test
    void patternsAreGivenAsTextListsOrTypedAttributes() {
        Attribute<String> name = Attribute.string(":name");
        Object list = List.of(name, Map.of(Attribute.ref(":best"), List.of(":age")));
        assertThat(pull(PEOPLE.value(), list, 1001L)).isEqualTo(PEOPLE.pull("[:name {:best [:age]}]", 1001L));
        assertThat(pull(PEOPLE.value(), list, 1001L).get(name)).isEqualTo("Ann");
    }

    @Test
    void functionsOfTheProgramAreFoundByName() {
        PullEngine engine =
                new PullEngine(name -> name.equals(Symbol.parse("my/twice")) ? value -> value + "+" + value : null);
        Pull pattern = Pull.parse("[[:name :xform my/twice]]");
        assertThat(engine.pull(PEOPLE.value(), pattern, 1001L, Deadline.none())).isEqualTo(map("{:name \"Ann+Ann\"}"));
    }

    @Test
    void anUnknownFunctionIsForbidden() {
        for (String pattern : List.of("[[:name :xform inc]]", "[[:name :xform \"str\"]]", "[[:name :xform my/fn]]")) {
            assertThatThrownBy(() -> PEOPLE.pull(pattern, 1001L))
                    .as(pattern)
                    .isInstanceOf(Anomaly.Forbidden.class)
                    .hasMessageContaining("is not a function that pull may call");
        }
    }

    @Test
    void aFailingFunctionIsAFaultThatNamesIt() {
        assertThatThrownBy(() -> PEOPLE.pull("[[:age :xform name]]", 1001L))
                .isInstanceOf(Anomaly.Fault.class)
                .hasMessageStartingWith("Error evaluating xform: name");
    }

    @Test
    void keysKeepTheOrderOfThePattern() {
        assertThat(PEOPLE.pull("[:best :age {:friend [:name]} :db/id :name]", 1001L)
                        .keySet())
                .extracting(Object::toString)
                .containsExactly(":db/id", ":best", ":age", ":friend", ":name");
    }

    @Test
    void aPlanServesManyEntities() {
        PullPlan plan = new PullEngine().plan(PEOPLE.value(), Pull.parse("[:name]"));
        assertThat(plan.fits(PEOPLE.value().asOf(6))).isTrue();
        assertThat(plan.pull(PEOPLE.value(), 1002, Deadline.none())).isEqualTo(map("{:name \"Bob\"}"));
        assertThat(plan.pull(PEOPLE.value(), 1003, Deadline.none())).isEqualTo(map("{:name \"Cat\"}"));
    }
}
