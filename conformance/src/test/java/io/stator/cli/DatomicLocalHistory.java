package io.stator.cli;

import clojure.java.api.Clojure;
import clojure.lang.BigInt;
import clojure.lang.ILookup;
import clojure.lang.Indexed;
import clojure.lang.PersistentHashMap;
import io.stator.Datom;
import io.stator.Transaction;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The transactions of a database of Datomic Local, in memory. */
final class DatomicLocalHistory implements TransactionHistory {
    private static final int IDENTS = 128;

    private final Object connection;

    /** Makes a new database. */
    DatomicLocalHistory() {
        Clojure.var("clojure.core", "require").invoke(Clojure.read("datomic.client.api"));
        Object client = api(
                "client",
                arguments(
                        "server-type",
                        key("datomic-local"),
                        "storage-dir",
                        key("mem"),
                        "system",
                        UUID.randomUUID().toString()));
        api("create-database", client, arguments("db-name", "moved"));
        this.connection = api("connect", client, arguments("db-name", "moved"));
    }

    /** Transacts data written in EDN. */
    void transact(String edn) {
        api("transact", connection, arguments("tx-data", Clojure.read(edn)));
    }

    /** Returns the number of the newest transaction. */
    long t() {
        return ((Number) ((ILookup) api("db", connection)).valAt(key("t"))).longValue();
    }

    /** Returns the result of a query without inputs, as text in some order. */
    List<String> query(String query) {
        List<String> rows = new ArrayList<>();
        for (Object row : (Iterable<?>) api("q", Clojure.read(query), api("db", connection))) {
            rows.add(String.valueOf(plain(row)));
        }
        Collections.sort(rows);
        return rows;
    }

    private static Object api(String function, Object... arguments) {
        return Clojure.var("datomic.client.api", function).applyTo(clojure.lang.ArraySeq.create(arguments));
    }

    private static clojure.lang.Keyword key(String name) {
        return clojure.lang.Keyword.intern(null, name);
    }

    private static Object arguments(Object... keysAndValues) {
        Object[] entries = keysAndValues.clone();
        for (int i = 0; i < entries.length; i += 2) {
            entries[i] = key((String) entries[i]);
        }
        return PersistentHashMap.create(entries);
    }

    @Override
    public Iterator<Transaction> transactions(long fromT, long toT) {
        List<Transaction> transactions = new ArrayList<>();
        for (Object entry :
                (Iterable<?>) api("tx-range", connection, arguments("start", fromT, "end", toT, "limit", -1L))) {
            ILookup transaction = (ILookup) entry;
            long t = ((Number) transaction.valAt(key("t"))).longValue();
            transactions.add(new Transaction(t, datoms(transaction.valAt(key("data")))));
        }
        return transactions.iterator();
    }

    @Override
    public List<Datom> idents() {
        return datoms(api(
                "datoms",
                api("db", connection),
                arguments("index", key("aevt"), "components", Clojure.read("[:db/ident]"), "limit", (long) IDENTS)));
    }

    @Override
    public OptionalLong entityId(Keyword ident) {
        Object pulled = api("pull", api("db", connection), Clojure.read("[:db/id]"), Clojure.read(ident.toString()));
        return pulled instanceof ILookup entity
                        && entity.valAt(clojure.lang.Keyword.intern("db", "id")) instanceof Long id
                ? OptionalLong.of(id)
                : OptionalLong.empty();
    }

    private static List<Datom> datoms(Object datoms) {
        List<Datom> all = new ArrayList<>();
        for (Object datom : (Iterable<?>) datoms) {
            Indexed parts = (Indexed) datom;
            all.add(new CopiedDatom(
                    ((Number) parts.nth(0)).longValue(),
                    ((Number) parts.nth(1)).longValue(),
                    java.util.Objects.requireNonNull(plain(parts.nth(2))),
                    ((Number) parts.nth(3)).longValue(),
                    (Boolean) parts.nth(4)));
        }
        return all;
    }

    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof clojure.lang.Keyword name) {
            return Keyword.of(name.getNamespace(), name.getName());
        }
        if (value instanceof clojure.lang.Symbol name) {
            return Symbol.of(name.getNamespace(), name.getName());
        }
        if (value instanceof BigInt number) {
            return number.toBigInteger();
        }
        if (value instanceof Date date) {
            return Instant.ofEpochMilli(date.getTime());
        }
        if (value instanceof Integer || value instanceof Short) {
            return ((Number) value).longValue();
        }
        if (value instanceof List<?> elements) {
            List<@Nullable Object> all = new ArrayList<>();
            elements.forEach(element -> all.add(plain(element)));
            return Collections.unmodifiableList(all);
        }
        return value;
    }
}
