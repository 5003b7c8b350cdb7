import io.stator.*;
import java.lang.ref.*;
import java.util.*;

public class Leak {
    static WeakReference<Database> run() {
        try (Client c = Stator.inMemory()) {
            c.createDatabase("m");
            Connection con = c.connect("m");
            con.transact("[{:db/ident :p/n :db/valueType :db.type/long :db/cardinality :db.cardinality/one}]");
            List<Object> l = new ArrayList<>();
            for (int i = 0; i < 3000; i++) l.add(Map.of(":p/n", i));
            con.transactAsync(TxData.of(l)).join();
            con.transactAsync(TxData.of(l)).join();
            con.db().query("[:find (count ?e) :where [?e :p/n]]").list();
            return new WeakReference<>(con.db());
        }
    }

    public static void main(String[] a) throws Exception {
        List<WeakReference<Database>> w = new ArrayList<>();
        for (int i = 0; i < 5; i++) w.add(run());
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(200);
        }
        // look at value through reflection-free check: count threads
        for (var x : w) System.out.println(x.get());
        Thread.getAllStackTraces().keySet().forEach(t -> System.out.println(t.getName()));
        System.out.println(
                (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) >> 10);
        if (a.length > 0) Thread.sleep(60000);
    }
}
