package io.stator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Attribute;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Index;
import io.stator.Stator;
import io.stator.TimePoint;
import io.stator.TxData;
import io.stator.edn.EdnList;
import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every name of an entity, an attribute or a point in time means the same, or is refused alike, wherever one is asked for. */
final class EntityNamesTest {
    private static final Attribute<String> NAME = Attribute.string(":p/name").identity();
    private static final Attribute<Long> FRIEND = Attribute.ref(":p/friend");
    private static final Attribute<List<Long>> FRIENDS =
            Attribute.ref(":p/friends").many();

    private final Client client = Stator.inMemory();

    /** One place where an entity is named. */
    private interface Place {
        /** Returns whether the entity was found. */
        boolean isFound(Database database, @Nullable Object name);
    }

    @AfterEach
    void close() {
        client.close();
    }

    private Connection connection() {
        client.createDatabase("names");
        Connection connection = client.connect("names");
        connection.transact(TxData.schema(NAME, FRIEND, FRIENDS));
        connection.transact("""
                [{:db/id "ann" :db/ident :p/ann :p/name "Ann"} {:p/name "Bob" :p/friend "ann" :p/friends ["ann"]}]""");
        return connection;
    }

    private static boolean finds(Database database, String query, @Nullable Object... inputs) {
        return !database.<List<?>>q(query, inputs).isEmpty();
    }

    private static boolean changes(Database database, Object... forms) {
        return database.with(Arrays.asList(forms)).txData().size() > 1;
    }

    private static Map<String, Place> reads() {
        Map<String, Place> places = new LinkedHashMap<>();
        places.put("entityId", (db, name) -> db.entityId(name).isPresent());
        places.put("ident", (db, name) -> db.ident(name).isPresent());
        places.put("pull", (db, name) -> !db.pull("[:p/name]", name).isEmpty());
        places.put(
                "pullMany",
                (db, name) ->
                        !db.pullMany("[:p/name]", List.of(name)).list().get(0).isEmpty());
        places.put(
                "datoms by entity",
                (db, name) -> !db.datoms(Index.EAVT, name).list().isEmpty());
        places.put(
                "datoms of an attribute",
                (db, name) -> !db.datoms(Index.AEVT, NAME, name).list().isEmpty());
        places.put(
                "get-else",
                (db, name) ->
                        finds(db, "[:find ?x :in $ ?e :where [(get-else $ ?e :p/name 5) ?x] [(= ?x \"Ann\")]]", name));
        places.put(
                "pull in a query",
                (db, name) -> finds(db, "[:find ?x :in $ ?e :where [(pull $ [:p/name] ?e) ?x]]", name));
        return places;
    }

    /** Places where a name that names nobody is refused. */
    private static Map<String, Place> strict() {
        Map<String, Place> places = new LinkedHashMap<>();
        places.put(
                "datoms by value",
                (db, name) -> !db.datoms(Index.AVET, FRIEND, name).list().isEmpty());
        places.put(
                "datoms by target",
                (db, name) -> !db.datoms(Index.VAET, name, FRIEND).list().isEmpty());
        places.put(
                "indexRange",
                (db, name) -> !db.indexRange(FRIENDS, name, null).list().isEmpty());
        places.put(
                "indexPull by value",
                (db, name) -> !db.indexPull(Index.AVET, "[:p/name]", FRIEND, name)
                        .list()
                        .isEmpty());
        places.put("input", (db, name) -> finds(db, "[:find ?n :in $ ?e :where [?e :p/name ?n]]", name));
        places.put(
                "inputs",
                (db, name) -> finds(db, "[:find ?n :in $ [?e ...] :where [?e :p/name ?n]]", Arrays.asList(name)));
        places.put(
                "target",
                (db, name) -> finds(db, "[:find ?n :in $ ?e :where [?x :p/friend ?e] [?x :p/name ?n]]", name));
        places.put(
                "targets",
                (db, name) -> finds(
                        db,
                        "[:find ?n :in $ [?e ...] :where [?x :p/friends ?e] [?x :p/name ?n]]",
                        Arrays.asList(name)));
        return places;
    }

    private static Map<String, Place> writes() {
        Map<String, Place> places = new LinkedHashMap<>();
        places.put("add", (db, name) -> changes(db, Arrays.asList(":db/add", name, ":db/doc", "x")));
        places.put("map", (db, name) -> changes(db, Map.of(":db/id", name, ":db/doc", "x")));
        places.put(
                "builder",
                (db, name) -> db.with(TxData.of(TxData.entity(name).with(":db/doc", "x")))
                                .txData()
                                .size()
                        == 2);
        places.put("new target", (db, name) -> changes(db, Map.of(":p/name", "Cat", ":p/friend", name)));
        places.put("new targets", (db, name) -> changes(db, Map.of(":p/name", "Cat", ":p/friends", List.of(name))));
        places.put(
                "built target",
                (db, name) ->
                        db.with(TxData.of(TxData.entity().with(NAME, "Cat").withRef(FRIENDS, name)))
                                        .txData()
                                        .size()
                                == 3);
        places.put("reverse", (db, name) -> changes(db, Map.of(":p/name", "Cat", ":p/_friend", name)));
        places.put("retract", (db, name) -> changes(db, Arrays.asList(":db/retract", name, ":p/name", "Ann")));
        places.put("retract all", (db, name) -> changes(db, Arrays.asList(":db/retract", name, ":p/name")));
        places.put("cas", (db, name) -> changes(db, Arrays.asList(":db/cas", name, ":p/name", "Ann", "Anna")));
        return places;
    }

    private static List<Object> names(long id) {
        return List.of(
                id,
                BigInteger.valueOf(id),
                new AtomicLong(id),
                Keyword.of("p", "ann"),
                ":p/ann",
                new StringBuilder(":p/ann"),
                TxData.lookup(NAME, "Ann"),
                List.of(":p/name", "Ann"),
                new LinkedList<>(List.of(":p/name", new StringBuilder("Ann"))),
                EdnList.of(":p/name", "Ann"),
                new Object[] {NAME, "Ann"},
                List.of(":db/ident", ":p/ann"),
                EdnVector.of(Keyword.of("db", "ident"), Keyword.of("p", "ann")));
    }

    @Test
    void namesOfAnEntityFindItEverywhere() {
        Database database = connection().db();
        long ann = database.entityId(":p/ann").orElseThrow();
        Map<String, Place> all = new LinkedHashMap<>(reads());
        all.putAll(strict());
        all.putAll(writes());
        all.put("retractEntity", (db, name) -> changes(db, Arrays.asList(":db/retractEntity", name)));
        all.forEach((where, place) -> {
            for (Object name : names(ann)) {
                assertThat(place.isFound(database, name))
                        .as(where + " " + name + " " + name.getClass())
                        .isTrue();
            }
        });
    }

    @Test
    void namesOfNobodyFindNothingOrAreRefused() {
        Database database = connection().db();
        for (Object name : List.of(
                ":p/none",
                Keyword.of("p", "none"),
                Thread.State.NEW,
                List.of(":p/name", "Zoe"),
                Arrays.asList(":p/name", null),
                List.of(":p/name", 5))) {
            reads().forEach((where, place) -> assertThat(place.isFound(database, name))
                    .as(where + " " + name)
                    .isFalse());
            strict().forEach((where, place) -> assertThatThrownBy(() -> place.isFound(database, name))
                    .as(where + " " + name)
                    .isInstanceOf(Anomaly.Incorrect.class)
                    .hasMessageMatching("(?s).*(Unable to resolve entity|Cannot resolve key).*"));
            writes().forEach((where, place) -> assertThatThrownBy(() -> place.isFound(database, name))
                    .as(where + " " + name)
                    .isInstanceOf(Anomaly.class)
                    .hasMessageMatching("(?s)(Unable to resolve entity|Compare failed).*"));
        }
    }

    @Test
    void whatIsNoNameIsRefusedEverywhere() {
        Database database = connection().db();
        Map<String, Place> all = new LinkedHashMap<>(reads());
        all.putAll(strict());
        all.putAll(writes());
        for (Object name : List.of(Optional.of(5L), LocalDate.EPOCH, ":p/", List.of(":p/", "Ann"))) {
            all.forEach((where, place) -> assertThatThrownBy(() -> place.isFound(database, name))
                    .as(where + " " + name)
                    .isInstanceOf(Anomaly.Incorrect.class)
                    .hasMessageContaining(
                            name instanceof String || name instanceof List
                                    ? ":p/"
                                    : name.getClass().getName()));
        }
    }

    @Test
    void pointsInTimeMeanTheSame() {
        Connection connection = connection();
        Instant instant = connection.db().<Instant>q("[:find (max ?i) . :where [_ :db/txInstant ?i]]");
        connection.transact("[{:db/ident :p/late}]");
        Database database = connection.db();
        GregorianCalendar calendar = new GregorianCalendar(TimeZone.getTimeZone("Asia/Tokyo"));
        calendar.setTimeInMillis(instant.toEpochMilli());
        Date date = Date.from(instant);
        for (Object point : List.of(
                instant,
                date,
                new java.sql.Timestamp(date.getTime()),
                instant.atOffset(ZoneOffset.UTC),
                instant.atZone(ZoneOffset.UTC),
                calendar)) {
            assertThat(database.asOf(TimePoint.of(point)).asOfT())
                    .as("" + point.getClass())
                    .isEqualTo(database.asOf(instant).asOfT());
            assertThat(database.since(TimePoint.of(point)).sinceT())
                    .isEqualTo(database.since(instant).sinceT());
            assertThat(connection.transactions(TimePoint.of(point), null).list())
                    .hasSameSizeAs(
                            connection.transactions(TimePoint.of(instant), null).list());
            assertThat(database.<Long>q(
                            "[:find ?t . :in $ ?p :where [(datomic.api/as-of $ ?p) ?d] [(datomic.api/basis-t ?d) ?t]]",
                            point))
                    .isEqualTo(database.t());
        }
        long t = database.t() - 1;
        for (Object point : List.of(t, (int) t, (short) t, (byte) t, BigInteger.valueOf(t), new AtomicLong(t))) {
            assertThat(database.asOf(TimePoint.of(point)).asOfT()).hasValue(t);
            assertThat(database.since(TimePoint.of(point)).sinceT()).hasValue(t);
        }
        for (Object point : List.of(LocalDate.EPOCH, Optional.of(t), "now", 1.5, 'a', Thread.State.NEW)) {
            assertThatThrownBy(() -> database.asOf(TimePoint.of(point)))
                    .isInstanceOf(Anomaly.Incorrect.class)
                    .hasMessageContaining(point.getClass().getName());
            assertThatThrownBy(() -> connection.transactions(TimePoint.of(point), null))
                    .isInstanceOf(Anomaly.Incorrect.class);
        }
        assertThat(database.asOf(Instant.MAX).asOfT()).hasValue(database.t());
        assertThat(database.since(Instant.MIN).sinceT())
                .hasValue(database.since(Instant.EPOCH).sinceT().orElseThrow() - 1);
    }
}
