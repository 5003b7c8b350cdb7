package io.stator.engine.writer;

import io.stator.CompactOptions;
import io.stator.Progress;
import io.stator.engine.durable.RunTerms;
import java.util.function.BooleanSupplier;

/** How the indexes of a database are written anew, and who is told how far it is; used by one thread. */
final class CompactTerms implements RunTerms {
    private final CompactOptions options;
    private final String name;
    private final Runnable look;
    private final BooleanSupplier closed;
    private final MergingRecord record;
    private long total;
    private long done;

    /**
     * Creates one.
     *
     * @param look called again and again; what it throws ends the run
     * @param closed whether the database is closed meanwhile
     * @param record takes note of it
     */
    CompactTerms(CompactOptions options, String name, Runnable look, BooleanSupplier closed, MergingRecord record) {
        this.options = options;
        this.name = name;
        this.look = look;
        this.closed = closed;
        this.record = record;
    }

    /** Returns whether the indexes are made of the log. */
    boolean isFromLog() {
        return options.rebuilding();
    }

    /** Takes note of how many facts will be looked at. */
    void total(long facts) {
        total = facts;
        done = 0;
        record.total(facts);
    }

    /** Takes note that a transaction of the log was read. */
    void read(long t, long of) {
        look.run();
        options.progress().accept(new Progress(name, "log", t, of));
    }

    /** Looks whether it is still wanted. */
    void look() {
        look.run();
    }

    /** Returns how a part of the log is put into storage before the rest is read. */
    RunTerms ofSome() {
        return new RunTerms() {
            @Override
            public boolean isStopped() {
                return CompactTerms.this.isStopped();
            }

            @Override
            public boolean isOfLog() {
                return true;
            }

            @Override
            public void put(long bytes) {
                record.put(bytes);
            }
        };
    }

    @Override
    public boolean isOfLog() {
        return isFromLog();
    }

    @Override
    public boolean isStopped() {
        look.run();
        return closed.getAsBoolean();
    }

    @Override
    public boolean putsAll() {
        return true;
    }

    @Override
    public boolean isAlone() {
        return options.alone();
    }

    @Override
    public void passed(long facts) {
        record.passed(facts);
        done += facts;
        options.progress().accept(new Progress(name, "indexes", done, total));
    }

    @Override
    public void put(long bytes) {
        record.put(bytes);
    }
}
