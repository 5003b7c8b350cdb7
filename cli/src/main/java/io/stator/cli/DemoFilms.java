package io.stator.cli;

import io.stator.Anomaly;
import io.stator.Connection;
import io.stator.TxData;
import io.stator.TxReport;
import io.stator.edn.EdnReader;
import io.stator.edn.Keyword;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Month;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The true facts of the demo: films, who made them, and which followed which. */
final class DemoFilms {
    static final String SCHEMA = """
            [{:db/ident :movie/title, :db/valueType :db.type/string, :db/cardinality :db.cardinality/one,
              :db/unique :db.unique/identity, :db/doc "The title of a film"}
             {:db/ident :movie/release-year, :db/valueType :db.type/long, :db/cardinality :db.cardinality/one,
              :db/doc "The year in which a film was first shown"}
             {:db/ident :movie/genre, :db/valueType :db.type/string, :db/cardinality :db.cardinality/one,
              :db/doc "The genre of a film"}
             {:db/ident :movie/director, :db/valueType :db.type/ref, :db/cardinality :db.cardinality/many,
              :db/doc "Who directed a film"}
             {:db/ident :movie/cast, :db/valueType :db.type/ref, :db/cardinality :db.cardinality/many,
              :db/doc "Some of those who play in a film"}
             {:db/ident :movie/follows, :db/valueType :db.type/ref, :db/cardinality :db.cardinality/one,
              :db/doc "The film before it in its series"}
             {:db/ident :movie/remake-of, :db/valueType :db.type/ref, :db/cardinality :db.cardinality/one,
              :db/doc "The film it tells again"}
             {:db/ident :movie/song-by, :db/valueType :db.type/ref, :db/cardinality :db.cardinality/many,
              :db/doc "Who sings a song of a film"}
             {:db/ident :person/name, :db/valueType :db.type/string, :db/cardinality :db.cardinality/one,
              :db/unique :db.unique/identity, :db/doc "The name of someone who makes films"}
             {:db/ident :artist/name, :db/valueType :db.type/string, :db/cardinality :db.cardinality/one,
              :db/unique :db.unique/identity, :db/doc "The name of a singer or a band"}
             {:db/ident :cinema/record-film, :db/valueType :db.type/ref, :db/cardinality :db.cardinality/one,
              :db/doc "The film that earned most at the box office so far"}
             {:db/ident :cinema/record-year, :db/valueType :db.type/long, :db/cardinality :db.cardinality/one,
              :db/doc "The year since which it is the film that earned most"}]
            """;

    private static final String FILE = "films.edn";
    private static final Keyword RELEASED = Keyword.of("movie", "release-year");
    private static final Keyword RECORD = Keyword.of("cinema", "record-year");
    private static final String TRANSACTION = "datomic.tx";
    private static final Keyword INSTANT = Keyword.of("db", "txInstant");

    /** The first year of which a transaction can be: what happened before is told with it. */
    private static final long YEAR_MIN = 1970;

    /**
     * What loading came to.
     *
     * @param transactions the number of transactions
     * @param datoms the number of datoms they added
     */
    record Loaded(int transactions, long datoms) {}

    private DemoFilms() {}

    /** Transacts the films, those of a year together and with the last day of that year as the time of the transaction. */
    static Loaded load(Connection connection) {
        connection.transact(TxData.parse(SCHEMA).and(at(Instant.EPOCH)));
        long datoms = 0;
        Map<Long, List<Object>> byYear = byYear();
        for (Map.Entry<Long, List<Object>> year : byYear.entrySet()) {
            Instant lastDay = LocalDate.of(Math.toIntExact(year.getKey()), Month.DECEMBER, Month.DECEMBER.maxLength())
                    .atStartOfDay(ZoneOffset.UTC)
                    .toInstant();
            TxReport report = connection.transact(TxData.of(year.getValue()).and(at(lastDay)));
            datoms += report.txData().size();
        }
        return new Loaded(byYear.size(), datoms);
    }

    private static TxData at(Instant instant) {
        return TxData.of(TxData.entity(TRANSACTION).with(INSTANT, instant));
    }

    private static Map<Long, List<Object>> byYear() {
        InputStream resource = DemoFilms.class.getResourceAsStream(FILE);
        if (resource == null) {
            throw new Anomaly.Fault("the program is incomplete: it has no " + FILE);
        }
        Map<Long, List<Object>> byYear = new TreeMap<>();
        try (EdnReader reader = new EdnReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
            while (reader.hasNext()) {
                if (reader.next() instanceof Map<?, ?> form) {
                    Object year = form.containsKey(RELEASED) ? form.get(RELEASED) : form.get(RECORD);
                    long told = Math.max(YEAR_MIN, year instanceof Long number ? number : YEAR_MIN);
                    byYear.computeIfAbsent(told, first -> new ArrayList<>()).add(form);
                }
            }
        }
        return byYear;
    }
}
