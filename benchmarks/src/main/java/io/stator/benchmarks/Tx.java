import io.stator.*;
import java.nio.file.*;
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.*;

public class Tx {
    public static void main(String[] a) throws Exception {
        int threads = Integer.parseInt(a[0]);
        boolean mem = a.length > 1 && a[1].equals("mem");
        Path dir = Files.createTempDirectory("tx");
        try (Client c = mem ? Stator.inMemory() : Stator.open(dir)) {
            c.createDatabase("m");
            Connection con = c.connect("m");
            con.transact(
                    "[{:db/ident :p/name :db/valueType :db.type/string :db/cardinality :db.cardinality/one}{:db/ident :p/n :db/valueType :db.type/long :db/cardinality :db.cardinality/one}]");
            for (int r = 0; r < 4; r++) {
                AtomicLong n = new AtomicLong();
                long end = System.nanoTime() + 3_000_000_000L;
                List<Thread> ts = new ArrayList<>();
                for (int i = 0; i < threads; i++) {
                    Thread t = new Thread(() -> {
                        long k = 0;
                        while (System.nanoTime() < end) {
                            con.transact(List.of(Map.of(":p/name", "name" + k, ":p/n", k++)));
                            n.incrementAndGet();
                        }
                    });
                    t.start();
                    ts.add(t);
                }
                for (Thread t : ts) t.join();
                System.out.printf(
                        "%d callers: %.0f tx/s (%.1f us each)%n", threads, n.get() / 3.0, 3e6 * threads / n.get());
            }
        }
    }
}
