package io.stator.storage.dynamodb.cluster;

import io.stator.Database;
import io.stator.Datom;
import io.stator.Index;
import io.stator.Results;
import io.stator.edn.Keyword;
import io.stator.simulation.World;
import io.stator.storage.dynamodb.cluster.History.Look;
import io.stator.storage.dynamodb.cluster.History.View;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Looks at values of a database, in ways of chance. */
final class Viewer {
    /** The attributes that are looked at. */
    static final List<Keyword> ATTRIBUTES =
            List.of(Keyword.of("p", "id"), Keyword.of("p", "value"), Keyword.of("p", "tag"), Keyword.of("p", "friend"));

    private final World world;
    private final History history;
    private final SplittableRandom random;

    private final Secrets secrets;

    Viewer(World world, History history, Secrets secrets) {
        this.world = world;
        this.history = history;
        this.secrets = secrets;
        this.random = world.random().split();
    }

    /** Returns a fact as text; with when and how it came about if that matters. */
    static String text(long e, Object attribute, Object v, long t, boolean added, View view) {
        String fact = e + " " + attribute + " " + v;
        return view == View.NOW ? fact : fact + " " + t + " " + added;
    }

    /** Looks at a value as it is, or as it was. */
    void look(String who, Database db) {
        long t = db.t();
        boolean before = random.nextInt(3) == 0;
        long asOf = before ? random.nextLong(t + 1) : t;
        View view = random.nextInt(4) == 0 ? View.HISTORY : View.NOW;
        Database seen = before ? db.asOf(asOf) : db;
        List<String> facts = random.nextInt(4) == 0 && view == View.NOW
                ? queried(seen)
                : facts(view == View.HISTORY ? seen.history() : seen, view);
        facts.sort(null);
        if (random.nextInt(3) == 0) {
            secrets.look(who, db, asOf);
        }
        history.looked(new Look(who, t, asOf, view, facts));
        world.note(who + " looked");
    }

    private List<String> facts(Database db, View view) {
        Index index = random.nextInt(2) == 0 ? Index.AEVT : Index.EAVT;
        List<String> facts = new ArrayList<>();
        for (Keyword attribute : ATTRIBUTES) {
            long id = db.entityId(attribute).orElse(-1);
            if (id < 0) {
                continue;
            }
            Results<Datom> datoms = index == Index.AEVT
                    ? db.datoms(index, attribute)
                    : db.datoms(attribute.name().equals("value") ? Index.AEVT : avet(attribute), attribute);
            for (Datom datom : datoms.limit(Results.NO_LIMIT)) {
                facts.add(text(
                        datom.e(), attribute, datom.v(), io.stator.Transaction.toT(datom.tx()), datom.added(), view));
            }
        }
        return facts;
    }

    private static Index avet(Keyword attribute) {
        return attribute.name().equals("friend") ? Index.AEVT : Index.AVET;
    }

    private List<String> queried(Database db) {
        List<String> facts = new ArrayList<>();
        for (Keyword attribute : ATTRIBUTES) {
            if (db.entityId(attribute).isPresent()) {
                db.query("[:find ?e ?v :where [?e " + attribute + " ?v]]")
                        .forEach(row -> facts.add(text((long) row.get(0), attribute, row.get(1), 0, true, View.NOW)));
            }
        }
        return facts;
    }
}
