package io.stator.cli;

import io.stator.Anomaly;
import io.stator.Datom;
import io.stator.edn.Keyword;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which entity id of a database becomes which of its copy. Ids are kept where the database begins with the same entities as Stator's
 * do. Where it begins with others, those are known by their idents, the ids of schema move up behind them, transactions have
 * new numbers, and all other ids are kept as well.
 */
final class EntityNumbers {
    static final int COUNTER_BITS = 42;
    static final long PARTITION_DB = 0;
    static final long PARTITION_TX = 3;

    private static final long COUNTER_MASK = (1L << COUNTER_BITS) - 1;
    private static final long IMPLICIT_PARTITION = 1L << 19;
    private static final long ID_LIMIT = 1L << 62;
    private static final Keyword UUID = Keyword.of("db.type", "uuid");

    /** The first transaction that is not one of those that every database of Datomic Pro begins with. */
    private static final long FIRST_T_OF_PRO = 1_000;

    private final SystemEntities system;
    private final TransactionNumbers transactions;
    private final Map<Long, Long> known = new HashMap<>();
    private final Map<Long, Keyword> names = new HashMap<>();
    private final long firstT;
    private final long firstOwn;
    private final boolean same;

    /**
     * Makes the numbers for a database.
     *
     * @param idents what it says of the idents of the entities of the smallest ids
     * @param transactions which of its transactions became which
     */
    EntityNumbers(SystemEntities system, List<Datom> idents, TransactionNumbers transactions) {
        this.system = system;
        this.transactions = transactions;
        this.firstT = firstT(system, idents);
        long greatest = 0;
        boolean equal = true;
        for (Datom datom : idents) {
            if (datom.e() < system.firstOwn() * 2
                    && counter(datom.tx()) < firstT
                    && datom.v() instanceof Keyword name) {
                names.put(datom.e(), name);
                greatest = Math.max(greatest, datom.e());
                Long id = system.id(name);
                equal &= id == null || id == datom.e();
                if (id != null) {
                    known.put(datom.e(), id);
                }
            }
        }
        if (known.isEmpty()) {
            throw new Anomaly.Unsupported(
                    "what the database begins with is not known: none of its first entities has an ident of the system's");
        }
        this.firstOwn = greatest + 1;
        this.same = equal;
    }

    private static long firstT(SystemEntities system, List<Datom> idents) {
        for (Datom datom : idents) {
            if (UUID.equals(datom.v())) {
                Long id = system.id(UUID);
                return id != null && id == datom.e() ? system.firstT() : FIRST_T_OF_PRO;
            }
        }
        return FIRST_T_OF_PRO;
    }

    /** Returns the t of the first transaction that can be one of a user. */
    long firstT() {
        return firstT;
    }

    /** Returns the t in the copy that a t of the database becomes; one that is none of its transactions stays as it is. */
    long ofT(long t) {
        long copy = transactions.of(t);
        return copy < 0 ? t : copy;
    }

    /** Returns the id in the copy of an entity of the database. */
    long of(long id) {
        if (id < 0 || id >= ID_LIMIT) {
            return id;
        }
        long partition = id >>> COUNTER_BITS;
        if (partition == PARTITION_TX) {
            return PARTITION_TX << COUNTER_BITS | ofT(counter(id));
        }
        if (same || (partition & IMPLICIT_PARTITION) != 0) {
            return id;
        }
        return partition == PARTITION_DB ? ofSchema(id) : ofSchema(partition) << COUNTER_BITS | counter(id);
    }

    private long ofSchema(long id) {
        Long moved = known.get(id);
        if (moved != null) {
            return moved;
        }
        if (id < firstOwn) {
            throw new Anomaly.Unsupported("the database says something of " + shown(id)
                    + ", with which it began, and Stator does not have it: leave out the attribute that says so with"
                    + " --leave-out ATTRIBUTE");
        }
        return id - firstOwn + system.firstOwn();
    }

    /** Returns the ident of an entity that the database began with, null when it is none of them. */
    @Nullable
    Keyword systemName(long id) {
        return names.get(id);
    }

    private String shown(long id) {
        Keyword name = names.get(id);
        return name == null ? "entity " + id : name.toString();
    }

    /** Returns the number of an entity within its partition. */
    static long counter(long id) {
        return id & COUNTER_MASK;
    }
}
