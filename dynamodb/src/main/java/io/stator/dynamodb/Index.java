package io.stator.dynamodb;

/**
 * A secondary index of a table by its name. Nothing is asked of the service before a use of its results.
 *
 * <p>Waits and failures: nothing here asks the service, waits or fails; using the results does.
 */
public final class Index {
    private final Table table;
    private final String name;

    Index(Table table, String name) {
        this.table = table;
        this.name = name;
    }

    /** Returns the name of the index. */
    public String name() {
        return name;
    }

    /** Returns the items of the index for which a condition on its key holds. */
    public Results<Item> query(Expression keyCondition) {
        return table.query(keyCondition).index(name);
    }

    /** Returns all items of the index. */
    public Results<Item> scan() {
        return table.scan().index(name);
    }

    @Override
    public String toString() {
        return table + "." + name;
    }
}
