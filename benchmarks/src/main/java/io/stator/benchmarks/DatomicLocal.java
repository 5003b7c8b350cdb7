package io.stator.benchmarks;

import clojure.java.api.Clojure;
import clojure.lang.IFn;
import clojure.lang.ILookup;
import clojure.lang.Keyword;
import clojure.lang.PersistentArrayMap;
import clojure.lang.PersistentVector;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Datomic Local through its own client API. */
final class DatomicLocal {
    private static final String API = "datomic.client.api";

    static {
        Clojure.var("clojure.core", "require").invoke(Clojure.read(API));
    }

    private static final IFn READ = Clojure.var("clojure.edn", "read-string");
    private static final IFn TRANSACT = Clojure.var(API, "transact");
    private static final IFn DB = Clojure.var(API, "db");
    private static final IFn Q = Clojure.var(API, "q");
    private static final Keyword TX_DATA = Keyword.intern("tx-data");

    private static final Keyword TEMPIDS = Keyword.intern("tempids");

    private final Object client;
    private final Object connection;

    /** Opens a new database; the storage is a directory, or null for memory. */
    DatomicLocal(@Nullable String storage, String system) {
        client = Clojure.var(API, "client")
                .invoke(map(
                        "server-type",
                        Keyword.intern("datomic-local"),
                        "system",
                        system,
                        "storage-dir",
                        storage == null ? Keyword.intern("mem") : storage));
        Object name = map("db-name", "bench");
        Clojure.var(API, "create-database").invoke(client, name);
        connection = Clojure.var(API, "connect").invoke(client, name);
    }

    /** Returns a function of the client API. */
    static IFn function(String name) {
        return Clojure.var(API, name);
    }

    private static Object map(Object... keysAndValues) {
        Object[] all = keysAndValues.clone();
        for (int i = 0; i < all.length; i += 2) {
            all[i] = Keyword.intern((String) all[i]);
        }
        return PersistentArrayMap.createWithCheck(all);
    }

    static Object read(String edn) {
        return READ.invoke(edn);
    }

    static Object forms(List<Object> forms) {
        return PersistentVector.create(forms);
    }

    /** Transacts forms; returns the entities of their tempids. */
    Map<?, ?> tempids(Object forms) {
        Object result = TRANSACT.invoke(connection, PersistentArrayMap.createWithCheck(new Object[] {TX_DATA, forms}));
        return (Map<?, ?>) ((ILookup) result).valAt(TEMPIDS);
    }

    /** Deletes the database. */
    void delete() {
        Clojure.var(API, "delete-database").invoke(client, map("db-name", "bench"));
    }

    /** Transacts forms made by {@link #read}; returns the number of datoms. */
    int transact(Object forms) {
        Object result = TRANSACT.invoke(connection, PersistentArrayMap.createWithCheck(new Object[] {TX_DATA, forms}));
        return ((List<?>) ((ILookup) result).valAt(TX_DATA)).size();
    }

    Object db() {
        return DB.invoke(connection);
    }

    static List<?> query(Object query, Object... arguments) {
        return (List<?>) Q.invoke(map("query", query, "args", PersistentVector.create(arguments)));
    }
}
