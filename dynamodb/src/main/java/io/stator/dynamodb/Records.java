package io.stator.dynamodb;

/** Records as maps of attributes. */
final class Records {
    private Records() {}

    /** Returns the writer of a record class. */
    static Writer writer(Class<?> type) {
        throw new Mismatch("must not be a record: " + type.getName());
    }

    /** Returns the reader of a record class. */
    static Reader reader(Readers readers, Class<?> type) {
        throw new Mismatch("must not be read as a record: " + type.getName());
    }
}
