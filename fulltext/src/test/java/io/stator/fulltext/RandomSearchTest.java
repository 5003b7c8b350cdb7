package io.stator.fulltext;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Client;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Datom;
import io.stator.Query;
import io.stator.Results;
import io.stator.Stator;
import io.stator.TxData;
import io.stator.edn.Keyword;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.junit.jupiter.api.Test;

/** Random transactions and searches, compared with a look at every datom of what a database value shows. */
final class RandomSearchTest {
    private static final long SEED = Long.getLong("stator.seed", 20261122L);
    private static final int TRANSACTIONS = 60;
    private static final int SEARCHES = 8;
    private static final int ENTITIES = 40;
    private static final int KEPT = 10;
    private static final String SCHEMA = """
            [{:db/ident :d/text :db/valueType :db.type/string :db/cardinality :db.cardinality/one :db/fulltext true}
             {:db/ident :d/tags :db/valueType :db.type/string :db/cardinality :db.cardinality/many :db/fulltext true}
             {:db/ident :d/name :db/valueType :db.type/string :db/cardinality :db.cardinality/one
              :db/unique :db.unique/identity}]
            """;
    private static final Query SEARCH = Query.parse("""
            [:find ?e ?v ?t :in $ ?attribute ?search
             :where [(fulltext $ ?attribute ?search) [[?e ?v ?t ?score]]] [(<= ?score 1.0)]]
            """);
    private static final List<String> ATTRIBUTES = List.of(":d/text", ":d/tags");

    private final Random random = new Random(SEED);

    /** A search and what it means. */
    private record Asked(String text, Predicate<List<String>> matches) {}

    @Test
    void searchesFindWhatALookAtEveryDatomFinds() {
        try (Client client = Stator.inMemory()) {
            client.createDatabase("random");
            Connection connection = client.connect("random");
            connection.transact(TxData.parse(SCHEMA));
            List<Database> kept = new ArrayList<>(List.of(connection.db()));
            for (int i = 0; i < TRANSACTIONS; i++) {
                Database now = connection.transact(forms(connection.db())).dbAfter();
                if (kept.size() < KEPT) {
                    kept.add(now);
                } else if (random.nextInt(3) == 0) {
                    kept.set(random.nextInt(KEPT), now);
                }
                for (int j = 0; j < SEARCHES; j++) {
                    compare(view(random.nextBoolean() ? now : kept.get(random.nextInt(kept.size()))));
                }
            }
        }
    }

    private String word() {
        int length = 1 + random.nextInt(3);
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < length; i++) {
            word.append((char) ((random.nextInt(4) == 0 ? 'Q' : 'q') + random.nextInt(4)));
        }
        return random.nextInt(10) == 0 ? "the" : word.toString();
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        int words = random.nextInt(6);
        for (int i = 0; i < words; i++) {
            text.append(word()).append(List.of(" ", ", ", ". ", "  ").get(random.nextInt(4)));
        }
        return text.toString();
    }

    private TxData forms(Database before) {
        List<Object> forms = new ArrayList<>();
        Set<String> used = new HashSet<>();
        int count = 1 + random.nextInt(8);
        for (int i = 0; i < count; i++) {
            String name = "n" + random.nextInt(ENTITIES);
            if (!used.add(name)) {
                continue;
            }
            List<Datom> datoms =
                    before.datoms(io.stator.Index.AVET, ":d/name", name).list();
            if (!datoms.isEmpty() && random.nextInt(4) == 0) {
                forms.add(List.of(
                        Keyword.parse(":db/retractEntity"), datoms.get(0).e()));
            } else {
                forms.add(Map.of(":d/name", name, ":d/text", text(), ":d/tags", List.of(text(), text())));
            }
        }
        return TxData.of(forms);
    }

    private Database view(Database database) {
        long t = 1 + random.nextInt((int) database.t() + 1);
        return switch (random.nextInt(6)) {
            case 0 -> database.asOf(t);
            case 1 -> database.since(t);
            case 2 -> database.history();
            case 3 -> database.asOf(t).history();
            case 4 -> database.with(forms(database)).dbAfter();
            default -> database;
        };
    }

    private Asked ask() {
        String first = word().toLowerCase(java.util.Locale.ROOT);
        String second = word().toLowerCase(java.util.Locale.ROOT);
        Predicate<List<String>> hasFirst = words -> words.contains(first);
        Predicate<List<String>> hasSecond = words -> words.contains(second);
        boolean plain = !first.equals("the") && !second.equals("the");
        return switch (plain ? random.nextInt(8) : 0) {
            case 1 -> new Asked(first + " " + second, hasFirst.or(hasSecond));
            case 2 -> new Asked(first + " AND " + second, hasFirst.and(hasSecond));
            case 3 -> new Asked("+" + first + " -" + second, hasFirst.and(hasSecond.negate()));
            case 4 -> new Asked(first + "*", words -> words.stream().anyMatch(word -> word.startsWith(first)));
            case 5 -> new Asked(first + "?", words -> words.stream().anyMatch(word -> word.matches(first + ".")));
            case 6 ->
                new Asked(
                        "[" + first + " TO s]",
                        words -> words.stream()
                                .anyMatch(word -> word.compareTo(first) >= 0 && word.compareTo("s") <= 0));
            case 7 -> new Asked("*:*", words -> true);
            default -> new Asked(first, hasFirst);
        };
    }

    private void compare(Database view) {
        String attribute = ATTRIBUTES.get(random.nextInt(ATTRIBUTES.size()));
        Asked asked = ask();
        Set<List<Object>> expected = view.datoms(io.stator.Index.AEVT, attribute).limit(Results.NO_LIMIT).stream()
                .filter(datom -> asked.matches().test(words((String) datom.v())))
                .map(datom -> List.<Object>of(datom.e(), datom.v(), datom.tx() & ((1L << 42) - 1)))
                .collect(Collectors.toSet());
        Set<List<Object>> found = view.query(SEARCH, attribute, asked.text()).stream()
                .map(row -> List.<Object>copyOf(row))
                .collect(Collectors.toSet());
        assertThat(found)
                .as("seed %s, search %s of %s at %s", SEED, asked.text(), attribute, view)
                .isEqualTo(expected);
    }

    private final Map<String, List<String>> known = new HashMap<>();

    private List<String> words(String text) {
        return known.computeIfAbsent(text, RandomSearchTest::analyzed);
    }

    private static List<String> analyzed(String text) {
        List<String> words = new ArrayList<>();
        try (TokenStream tokens = Words.ANALYZER.tokenStream(Words.FIELD, text)) {
            CharTermAttribute term = tokens.addAttribute(CharTermAttribute.class);
            tokens.reset();
            while (tokens.incrementToken()) {
                words.add(term.toString());
            }
            tokens.end();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return words;
    }
}
