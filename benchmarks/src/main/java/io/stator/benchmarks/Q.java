import io.stator.*;
import io.stator.edn.*;
import java.io.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.util.*;
import java.util.concurrent.*;
import java.util.zip.*;

public class Q {
    static void time(Database db, String name, int reps, String q, Object... in) {
        long best = Long.MAX_VALUE;
        int n = 0;
        Object first = null;
        for (int i = 0; i < reps; i++) {
            long t = System.nanoTime();
            List<Row> r = db.query(q, in).list();
            best = Math.min(best, System.nanoTime() - t);
            n = r.size();
            first = n == 0 ? null : r.get(0);
        }
        System.out.printf("%-28s %8d rows %10.1f us  %s%n", name, n, best / 1e3, first);
    }

    public static void main(String[] a) throws Exception {
        try (Client c = Stator.inMemory()) {
            c.createDatabase("m");
            Connection con = c.connect("m");
            ArrayDeque<CompletableFuture<TxReport>> q = new ArrayDeque<>();
            List<Path> files;
            try (var s = Files.list(Path.of("/work/shared/data/mbrainz"))) {
                files = s.filter(p -> p.toString().endsWith(".gz")).sorted().toList();
            }
            for (Path f : files) {
                List<Object> batch = new ArrayList<>();
                try (Reader in = new InputStreamReader(
                        new GZIPInputStream(Files.newInputStream(f), 65536), StandardCharsets.UTF_8)) {
                    EdnReader er = new EdnReader(in);
                    Object EOF = new Object();
                    Object x;
                    while ((x = er.next(EOF)) != EOF) {
                        batch.add(x);
                        if (batch.size() == 1000) {
                            q.add(con.transactAsync(TxData.of(batch)));
                            batch = new ArrayList<>();
                            if (q.size() >= 16) q.poll().get();
                        }
                    }
                    if (!batch.isEmpty()) q.add(con.transactAsync(TxData.of(batch)));
                }
                while (!q.isEmpty()) q.poll().get();
            }
            Database db = con.db();
            int R = Integer.parseInt(a[0]);
            time(
                    db,
                    "published",
                    R,
                    "[:find (avg ?ct) :with ?artist :where [?artist :artist/name ?name] [(count ?name) ?ct]]");
            time(db, "lookup unique", R * 200, "[:find ?e :in $ ?id :where [?e :node/id ?id]]", 77L);
            time(
                    db,
                    "artist->releases",
                    R * 20,
                    "[:find ?n :in $ ?a :where [?x :artist/name ?a] [?r :release/artists ?x] [?r :release/name ?n]]",
                    "The Beatles");
            time(
                    db,
                    "range+join",
                    R,
                    "[:find ?n ?y :where [?r :release/year ?y] [(<= 1970 ?y)] [(< ?y 1972)] [?r :release/name ?n] [?r :release/country :country/GB]]");
            time(db, "avg track name", R, "[:find (avg ?c) :with ?t :where [?t :track/name ?n] [(count ?n) ?c]]");
            time(
                    db,
                    "tracks by year",
                    R,
                    "[:find ?y (count ?t) :where [?r :release/year ?y] [?r :release/media ?m] [?m :medium/tracks ?t]]");
            time(
                    db,
                    "tracks of year",
                    R,
                    "[:find ?tn :in $ ?y :where [?t :track/name ?tn] [?m :medium/tracks ?t] [?r :release/media ?m] [?r :release/year ?y]]",
                    1970L);
            String rules = "[[(anc ?a ?b) [?a :node/parent ?b]] [(anc ?a ?b) [?a :node/parent ?x] (anc ?x ?b)]]";
            time(
                    db,
                    "ancestors",
                    R,
                    "[:find ?i :in $ % ?id :where [?e :node/id ?id] (anc ?e ?b) [?b :node/id ?i]]",
                    EdnVector.copyOf((List<?>) Edn.read(rules)),
                    10299L);
            time(
                    db,
                    "descendants",
                    R,
                    "[:find (count ?e) :in $ % ?id :where [?b :node/id ?id] (anc ?e ?b)]",
                    Edn.read(rules),
                    0L);
            time(
                    db,
                    "artists not CA",
                    R,
                    "[:find (count ?a) :where [?a :artist/name] (not [?a :artist/country :country/CA])]");
        }
    }
}
