package io.stator.engine;

import io.stator.Attribute;
import io.stator.Database;
import io.stator.Functions;
import io.stator.Index;
import io.stator.TxData;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The ways into a database for a value of an attribute. */
final class Entrances {
    /** What registered functions return: the form at hand, as a program would make it. */
    static final AtomicReference<@Nullable Object> FORM = new AtomicReference<>();

    static final Functions FUNCTIONS = Functions.none()
            .withQueryFunction("my/form", arguments -> FORM.get())
            .withQueryFunction("my/same", arguments -> arguments.get(0))
            .withTransactionFunction(
                    "my/add",
                    (database, arguments) -> TxData.of(List.of(Arrays.<@Nullable Object>asList(
                            ":db/add", arguments.get(0), arguments.get(1), FORM.get()))));

    private Entrances() {}

    /** A value of a type, the forms that mean it, and those that can be no value of the type. */
    record Meant(String attribute, Object value, List<Object> forms, List<Object> refused) {}

    /** One way into the database for a value of an attribute. */
    interface Entrance {
        /** Returns whether the form was taken for the value; may throw the refusal. */
        boolean isMeant(Database database, Meant meant, Object form);
    }

    private static boolean finds(Database database, Object query, @Nullable Object... inputs) {
        List<?> found = Objects.requireNonNull(database.<List<?>>q(query, inputs));
        return !found.isEmpty();
    }

    private static Object pattern(Object... parts) {
        return Arrays.asList(parts);
    }

    private static Object query(Object... where) {
        List<Object> form = new ArrayList<>(List.of(":find", Symbol.of("?e"), ":where"));
        form.addAll(Arrays.asList(where));
        return form;
    }

    /** Returns the ways to look for a value. */
    static Map<String, Entrance> reads() {
        Map<String, Entrance> reads = new LinkedHashMap<>();
        reads.put(
                "entityId of a lookup ref",
                (db, meant, form) ->
                        db.entityId(Arrays.asList(meant.attribute(), form)).isPresent());
        reads.put(
                "pull of a lookup ref",
                (db, meant, form) -> !db.pull("[:v/note]", new Object[] {meant.attribute(), form})
                        .isEmpty());
        reads.put(
                "lookup ref of datoms",
                (db, meant, form) -> !db.datoms(Index.EAVT, Arrays.asList(meant.attribute(), form))
                        .list()
                        .isEmpty());
        reads.put(
                "lookup ref of a query",
                (db, meant, form) -> finds(
                        db, "[:find ?n :in $ ?e :where [?e :v/note ?n]]", Arrays.asList(meant.attribute(), form)));
        reads.put(
                "datoms",
                (db, meant, form) ->
                        !db.datoms(Index.AVET, meant.attribute(), form).list().isEmpty());
        reads.put(
                "datoms of an entity",
                (db, meant, form) -> !db.datoms(
                                Index.EAVT,
                                db.entityId(Arrays.asList(meant.attribute(), meant.value()))
                                        .orElse(0),
                                meant.attribute(),
                                form)
                        .list()
                        .isEmpty());
        reads.put(
                "indexRange from",
                (db, meant, form) ->
                        db.indexRange(meant.attribute(), form, null).list().size() == 1);
        reads.put(
                "indexRange to",
                (db, meant, form) ->
                        db.indexRange(meant.attribute(), null, form).list().isEmpty());
        reads.put(
                "indexPull",
                (db, meant, form) -> db.indexPull(Index.AVET, "[:v/note]", meant.attribute(), form)
                                .list()
                                .size()
                        == 1);
        inputs(reads);
        clauses(reads);
        return reads;
    }

    private static void inputs(Map<String, Entrance> reads) {
        reads.put(
                "input",
                (db, meant, form) -> finds(db, "[:find ?e :in $ ?v :where [?e " + meant.attribute() + " ?v]]", form));
        reads.put(
                "input of two rows",
                (db, meant, form) -> finds(
                        db,
                        "[:find ?e :in $ [?v ...] :where [?e " + meant.attribute() + " ?v]]",
                        Arrays.asList(form, meant.value())));
        reads.put(
                "collection",
                (db, meant, form) -> finds(
                        db,
                        "[:find ?e :in $ [?v ...] :where [?e " + meant.attribute() + " ?v]]",
                        Collections.singletonList(form)));
        reads.put(
                "array",
                (db, meant, form) ->
                        finds(db, "[:find ?e :in $ [?v ...] :where [?e " + meant.attribute() + " ?v]]", (Object)
                                new Object[] {form}));
        reads.put(
                "tuple",
                (db, meant, form) -> finds(
                        db,
                        "[:find ?e :in $ [?v ?w] :where [?e " + meant.attribute() + " ?v]]",
                        Arrays.asList(form, 1)));
        reads.put(
                "relation",
                (db, meant, form) -> finds(
                        db,
                        "[:find ?e :in $ [[?v ?w]] :where [?e " + meant.attribute() + " ?v]]",
                        List.of(Arrays.asList(form, 1))));
        reads.put(
                "joined with facts",
                (db, meant, form) -> finds(
                        db,
                        "[:find ?e :in $ [?v ...] :where [?e :v/note ?n] [?e " + meant.attribute() + " ?v]]",
                        Collections.singletonList(form)));
        reads.put(
                "source",
                (db, meant, form) -> finds(
                        db,
                        "[:find ?e :in $ $rel :where [$rel ?v] [?e " + meant.attribute() + " ?v]]",
                        List.of(Collections.singletonList(form))));
    }

    private static void clauses(Map<String, Entrance> reads) {
        Symbol e = Symbol.of("?e");
        reads.put(
                "constant", (db, meant, form) -> finds(db, query(pattern(e, Keyword.parse(meant.attribute()), form))));
        reads.put(
                "constant of a rule",
                (db, meant, form) -> finds(
                        db,
                        "[:find ?e :in $ % :where (is ?e)]",
                        List.of(List.of(
                                List.of(Symbol.of("is"), e), pattern(e, Keyword.parse(meant.attribute()), form)))));
        reads.put(
                "nested query",
                (db, meant, form) -> finds(
                        db,
                        "[:find ?e :in $ ?v :where [(q [:find ?x :in $ ?y :where [?x " + meant.attribute()
                                + " ?y]] $ ?v) [[?e]]]]",
                        form));
        reads.put(
                "result of a function",
                (db, meant, form) -> finds(db, "[:find ?e :where [(my/form) ?v] [?e " + meant.attribute() + " ?v]]"));
        reads.put(
                "argument of a function",
                (db, meant, form) -> finds(
                        db, "[:find ?e :in $ ?w :where [(my/same ?w) ?v] [?e " + meant.attribute() + " ?v]]", form));
    }

    private static boolean stores(Database database, Meant meant, TxData data) {
        Object stored = database.with(data)
                .dbAfter()
                .q("[:find ?v . :where [?e :v/note \"said\"] [?e " + meant.attribute() + " ?v]]");
        return meant.value().equals(stored);
    }

    /** Returns the ways to say a value of a new entity. */
    static Map<String, Entrance> writes() {
        Map<String, Entrance> writes = new LinkedHashMap<>();
        Object note = Arrays.asList(":db/add", "e", ":v/note", "said");
        writes.put(
                "list",
                (db, meant, form) ->
                        stores(db, meant, TxData.of(note, Arrays.asList(":db/add", "e", meant.attribute(), form))));
        writes.put(
                "array",
                (db, meant, form) ->
                        stores(db, meant, TxData.of(note, new Object[] {":db/add", "e", meant.attribute(), form})));
        writes.put(
                "map",
                (db, meant, form) -> stores(db, meant, TxData.of(Map.of(":v/note", "said", meant.attribute(), form))));
        writes.put(
                "entity",
                (db, meant, form) -> stores(
                        db,
                        meant,
                        TxData.of(TxData.entity("e").with(":v/note", "said").with(meant.attribute(), form))));
        writes.put(
                "form",
                (db, meant, form) -> stores(db, meant, TxData.of(note, TxData.add("e", meant.attribute(), form))));
        writes.put(
                "argument map",
                (db, meant, form) -> stores(
                        db,
                        meant,
                        TxData.ofArguments(
                                Map.of(":tx-data", List.of(Map.of(":v/note", "said", meant.attribute(), form))))));
        writes.put(
                "compare and set",
                (db, meant, form) ->
                        stores(db, meant, TxData.of(note, TxData.cas("e", meant.attribute(), null, form))));
        writes.put(
                "result of a function",
                (db, meant, form) -> stores(db, meant, TxData.of(note, TxData.call("my/add", "e", meant.attribute()))));
        return writes;
    }

    /** Returns the ways to name or change what has a value. */
    static Map<String, Entrance> changes() {
        Map<String, Entrance> changes = new LinkedHashMap<>();
        changes.put(
                "unique identity",
                (db, meant, form) -> changes(db, TxData.of(Map.of(meant.attribute(), form, ":v/note", "again"))));
        changes.put(
                "lookup ref of a list",
                (db, meant, form) -> changes(
                        db,
                        TxData.of(List.of(Arrays.asList(
                                ":db/add", Arrays.asList(meant.attribute(), form), ":v/note", "again")))));
        changes.put(
                "lookup ref of a map",
                (db, meant, form) -> changes(
                        db, TxData.of(Map.of(":db/id", Arrays.asList(meant.attribute(), form), ":v/note", "again"))));
        changes.put(
                "lookup ref as a target",
                (db, meant, form) -> db.with(TxData.of(TxData.entity("e")
                                        .withRef(Attribute.ref(":v/ref"), Arrays.asList(meant.attribute(), form))))
                                .txData()
                                .size()
                        == 2);
        changes.put(
                "retraction",
                (db, meant, form) -> db.with(TxData.of(TxData.retract(
                                        TxData.lookup(meant.attribute(), meant.value()), meant.attribute(), form)))
                                .txData()
                                .size()
                        == 2);
        changes.put(
                "expected",
                (db, meant, form) -> db.with(TxData.of(TxData.cas(
                                        TxData.lookup(meant.attribute(), meant.value()),
                                        meant.attribute(),
                                        form,
                                        meant.value())))
                                .txData()
                                .size()
                        == 1);
        return changes;
    }

    private static boolean changes(Database database, TxData data) {
        Database after = database.with(data).dbAfter();
        return finds(after, "[:find ?e :where [?e :v/note \"again\"]]")
                && !finds(after, "[:find ?e :where [?e :v/note \"there\"]]");
    }
}
