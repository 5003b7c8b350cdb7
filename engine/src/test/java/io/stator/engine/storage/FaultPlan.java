package io.stator.engine.storage;

import io.stator.engine.storage.StorageException.Kind;
import java.util.concurrent.atomic.AtomicInteger;

/** Which calls on storages fail, and how: one of them, or all from one on until the storage is well. Thread-safe. */
public final class FaultPlan {

    /** How a call fails. */
    public enum Failing {
        NO_SPACE,
        IO,
        DONE_BUT_UNKNOWN,
        NOT_DONE_AND_UNKNOWN,
        ERROR_BEFORE,
        ERROR_AFTER;

        boolean isAfter() {
            return this == DONE_BUT_UNKNOWN || this == ERROR_AFTER;
        }

        void fail(String what) {
            if (this == ERROR_BEFORE || this == ERROR_AFTER) {
                throw new OutOfMemoryError("injected into " + what);
            }
            Kind kind = this == NO_SPACE ? Kind.NO_SPACE : this == IO ? Kind.IO : Kind.UNKNOWN_OUTCOME;
            throw new StorageException(kind, "injected into " + what);
        }
    }

    private final Failing failing;
    private final int call;
    private final boolean forEver;
    private final AtomicInteger calls = new AtomicInteger();
    private volatile boolean isWell;

    /** Creates one by which a call fails, and all later ones if that is for ever. */
    public FaultPlan(Failing failing, int call, boolean forEver) {
        this.failing = failing;
        this.call = call;
        this.forEver = forEver;
    }

    /** Returns one by which nothing fails. */
    public static FaultPlan none() {
        return new FaultPlan(Failing.IO, Integer.MAX_VALUE, false);
    }

    private boolean isHit(int number) {
        return !isWell && (forEver ? number >= call : number == call);
    }

    /** What a call passes before it does anything. */
    public void before(String what) {
        boolean isWrite = !what.startsWith("read") && !what.startsWith("get");
        if (isHit(calls.incrementAndGet()) && !(failing.isAfter() && isWrite)) {
            failing.fail(what);
        }
    }

    /** What a write passes when it is done. */
    public void after(String what) {
        if (isHit(calls.get()) && failing.isAfter()) {
            failing.fail(what);
        }
    }

    /** Has nothing fail from now on. */
    public void mend() {
        isWell = true;
    }

    /** Returns how many calls there were. */
    public int calls() {
        return calls.get();
    }

    @Override
    public String toString() {
        return failing + (forEver ? " from call " : " at call ") + call;
    }
}
