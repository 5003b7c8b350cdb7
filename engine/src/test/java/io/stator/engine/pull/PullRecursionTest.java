package io.stator.engine.pull;

import static io.stator.engine.pull.FactDatabase.map;
import static org.assertj.core.api.Assertions.assertThat;

import io.stator.edn.Keyword;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PullRecursionTest {
    /** Loops of one, two and three entities, a knot (p q r), a diamond (w), and owners of parts (o, k). */
    private static final FactDatabase GRAPH = new FactDatabase()
            .attributes("[[:n :string :one :identity] [:b :ref :one] [:f :ref :many] [:c :ref :one :component]]")
            .facts("""
                    [[1001 :n "S"] [1001 :b 1001] [1001 :f 1001]
                     [1002 :n "1"] [1002 :b 1003] [1003 :n "2"] [1003 :b 1002]
                     [1004 :n "x"] [1004 :b 1005] [1005 :n "y"] [1005 :b 1006] [1006 :n "z"] [1006 :b 1004]
                     [1007 :n "p"] [1007 :f 1008] [1007 :b 1008] [1008 :n "q"] [1008 :b 1009] [1008 :f 1007] [1008 :f 1009] [1009 :n "r"] [1009 :b 1007] [1009 :f 1008]
                     [1009 :f 1009]
                     [1010 :n "w"] [1010 :f 1011] [1010 :f 1012] [1011 :n "a1"] [1011 :f 1013] [1012 :n "a2"] [1012 :f 1013] [1013 :n "m"]
                     [1013 :f 1014] [1014 :n "end"]
                     [1020 :n "o"] [1020 :c 1021] [1021 :n "o1"] [1021 :c 1022] [1022 :n "o2"]
                     [1030 :n "k"] [1030 :c 1031] [1031 :n "k1"] [1031 :c 1030] [1032 :n "self"] [1032 :c 1032]]""");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            S | [:n {:b ...}]             | {:n "S" :b {:n "S"}}
            S | [:db/id {:b ...}]         | {:db/id 1001 :b {:db/id 1001 :b {:db/id 1001}}}
            S | [:db/id :n {:f ...}]      | {:db/id 1001 :n "S" :f [{:db/id 1001 :n "S" :f [{:db/id 1001}]}]}
            S | [:db/id {:b 1}]           | {:db/id 1001 :b {:db/id 1001 :b {:db/id 1001}}}
            1 | [:n {:b ...}]             | {:n "1" :b {:n "2" :b {:n "1"}}}
            1 | [:n {:b "..."}]           | {:n "1" :b {:n "2" :b {:n "1"}}}
            1 | [:n {:b 5}]               | {:n "1" :b {:n "2" :b {:n "1"}}}
            1 | [:n {:b 1}]               | {:n "1" :b {:n "2"}}
            1 | [:db/id {:b 1}]           | {:db/id 1002 :b {:db/id 1003 :b {:db/id 1002}}}
            1 | [:n {:f ...}]             | {:n "1"}
            1 | [{:b ...}]                | {}
            x | [:n {:b ...}]             | {:n "x" :b {:n "y" :b {:n "z" :b {:n "x"}}}}
            x | [:n {:b 2}]               | {:n "x" :b {:n "y" :b {:n "z"}}}
            x | [:n {:_b 1}]              | {:n "x" :_b [{:n "z"}]}
            x | [:n {[:b :as :next] 1}]   | {:n "x" :next {:n "y"}}
            p | [:n {:f ...}]             | {:n "p" :f [{:n "q" :f [{:n "p"} {:n "r" :f [{:n "q"} {:n "r"}]}]}]}
            p | [:n {:f 2}]               | {:n "p" :f [{:n "q" :f [{:n "p"} {:n "r"}]}]}
            p | [:n {:b 1 :f ...}]        | {:n "p" :b {:n "q" :f [{:n "p"} {:n "r" :f [{:n "q"} {:n "r"}]}]} \
             :f [{:n "q" :b {:n "r" :f [{:n "q"} {:n "r"}]} :f [{:n "p"} {:n "r" :b {:n "p"} :f [{:n "q"} {:n "r"}]}]}]}
            p | [:n {:b 1 :f 1}]          | {:n "p" :b {:n "q" :f [{:n "p"} {:n "r"}]} :f [{:n "q" :b {:n "r"}}]}
            q | [:n {:f [:n {:b 1}]}]     | {:n "q" :f [{:n "p" :b {:n "q"}} {:n "r" :b {:n "p"}}]}
            p | [:n {[:b :default 0] ...}]| {:n "p" :b {:n "q" :b {:n "r" :b {:n "p" :b 0}}}}
            w | [:n {[:f :limit 1] ...}]  | {:n "w" :f [{:n "a1" :f [{:n "m" :f [{:n "end"}]}]}]}
            w | [:n {:f ...}]             | {:n "w" :f [{:n "a1" :f [{:n "m" :f [{:n "end"}]}]} \
             {:n "a2" :f [{:n "m" :f [{:n "end"}]}]}]}
            w | [* {:f 1}]                | {:db/id 1010 :n "w" :f [{:db/id 1011 :n "a1" :f [{:db/id 1013}]} \
             {:db/id 1012 :n "a2" :f [{:db/id 1013}]}]}
            1 | [[:db/id :as :id] {:b 1}] | {:id 1002 :b {:id 1003 :b {:id 1002}}}
            o | [:n {:c ...}]             | {:n "o" :c {:n "o1" :c {:n "o2"}}}
            """)
    void aPatternIsAppliedAgainBelow(String name, String pattern, String expected) {
        Object lookup = List.of(Keyword.of("n"), name);
        assertThat(GRAPH.pull(pattern, lookup)).isEqualTo(map(expected));
        assertThat(GRAPH.pull(pattern, GRAPH.value().entityId(lookup)))
                .as("by id")
                .isEqualTo(map(expected));
    }

    @Test
    void partsThatOwnEachOtherEndInAnId() {
        assertThat(GRAPH.pull("[*]", 1030L))
                .isEqualTo(map("{:db/id 1030 :n \"k\" :c {:db/id 1031 :n \"k1\" :c {:db/id 1030}}}"));
        assertThat(GRAPH.pull("[:c]", 1032L)).isEqualTo(map("{:c {:db/id 1032}}"));
        assertThat(GRAPH.pull("[{:_c [:c]}]", 1031L))
                .isEqualTo(map("{:_c {:c {:db/id 1031 :n \"k1\" :c {:db/id 1030}}}}"));
    }

    @Test
    void everyOwnerBeginsAPathOfItsOwn() {
        assertThat(GRAPH.pull("[{:c [:c :n]} :n]", 1030L))
                .isEqualTo(map("{:n \"k\" :c {:n \"k1\" :c {:db/id 1030 :n \"k\" :c {:db/id 1031}}}}"));
    }
}
