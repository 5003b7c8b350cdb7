import io.stator.*;
import io.stator.edn.*;
import java.io.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.util.*;
import java.util.concurrent.*;
import java.util.zip.*;

public class Imp {
    public static void main(String[] a) throws Exception {
        boolean mem = a[0].equals("mem");
        int rounds = a.length > 1 ? Integer.parseInt(a[1]) : 1;
        for (int r = 0; r < rounds; r++) {
            Path dir = Files.createTempDirectory("imp");
            try (Client c = mem ? Stator.inMemory() : Stator.open(dir)) {
                c.createDatabase("m");
                Connection con = c.connect("m");
                long t0 = System.nanoTime();
                long n = 0;
                ArrayDeque<CompletableFuture<TxReport>> q = new ArrayDeque<>();
                long datoms = 0;
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
                            n++;
                            if (batch.size() == 100) {
                                q.add(con.transactAsync(TxData.of(batch)));
                                batch = new ArrayList<>();
                                if (q.size() >= 32)
                                    datoms += q.poll().get().txData().size();
                            }
                        }
                        if (!batch.isEmpty()) q.add(con.transactAsync(TxData.of(batch)));
                    }
                    while (!q.isEmpty()) datoms += q.poll().get().txData().size();
                }
                long t1 = System.nanoTime();
                System.out.printf(
                        "%d forms %d datoms %.2fs %.0f datoms/s%n",
                        n, datoms, (t1 - t0) / 1e9, datoms / ((t1 - t0) / 1e9));
                System.gc();
                System.gc();
                Runtime rt = Runtime.getRuntime();
                System.out.printf(
                        "heap %d MB, %.1f bytes/datom%n",
                        (rt.totalMemory() - rt.freeMemory()) >> 20,
                        (rt.totalMemory() - rt.freeMemory()) / (double) datoms);
            }
            if (!mem) {
                long t0 = System.nanoTime();
                try (Client c = Stator.open(dir)) {
                    Database db = c.connect("m").db();
                    System.out.printf("reopen %.2fs t=%d%n", (System.nanoTime() - t0) / 1e9, db.t());
                }
                System.out.println(Files.size(dir.resolve("stator.db")));
            }
        }
    }
}
