package io.stator.engine.pull;

import io.stator.Pull;
import io.stator.PulledEntity;
import io.stator.Xform;
import io.stator.edn.Symbol;
import io.stator.engine.database.Budget;
import io.stator.engine.database.DatabaseValue;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Applies pull patterns to entities; safe for use by many threads. */
public final class PullEngine {
    /** The number of patterns that are kept parsed. */
    static final int PATTERNS_MAX = 256;

    private static final float LOAD = 0.75f;

    private final Xforms xforms;
    private final Map<Pull, ParsedPattern> parsed = new LinkedHashMap<>(PATTERNS_MAX, LOAD, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Pull, ParsedPattern> eldest) {
            return size() > PATTERNS_MAX;
        }
    };

    /** Creates an engine whose patterns may call the built-in functions only. */
    public PullEngine() {
        this(name -> null);
    }

    /** Creates an engine whose patterns may also call the functions that {@code xforms} finds. */
    public PullEngine(Xforms xforms) {
        this.xforms = xforms;
    }

    /**
     * Returns what a pattern selects of an entity; empty when it selects nothing.
     *
     * @param entity an id, an ident or a lookup ref
     * @param budget is told what the result takes
     * @throws io.stator.Anomaly.Incorrect when the pattern is malformed, the lookup ref cannot be one, the database is
     *     a history, or too much is selected
     * @throws io.stator.Anomaly.Forbidden when the pattern names a function it may not call
     * @throws io.stator.Anomaly.Unavailable when the time is over
     */
    public PulledEntity pull(DatabaseValue database, Pull pattern, @Nullable Object entity, Budget budget) {
        PullPlan plan = plan(database, pattern);
        if (database.isHistory()) {
            throw PullErrors.history();
        }
        return plan.pull(database, database.entityId(entity), budget);
    }

    /** Returns the plan that applies a pattern to many entities of databases with the same schema. */
    public PullPlan plan(DatabaseValue database, Pull pattern) {
        ParsedPattern found;
        synchronized (parsed) {
            found = parsed.get(pattern);
        }
        if (found == null) {
            found = new ParsedPattern(PullParser.parse(pattern.pattern()));
            synchronized (parsed) {
                parsed.put(pattern, found);
            }
        }
        return found.plan(database, this::xform);
    }

    private Xform xform(Object name) {
        Xform function = null;
        if (name instanceof Symbol symbol) {
            Xform own = xforms.find(symbol);
            function = own == null ? BuiltInXforms.find(symbol) : own;
        }
        if (function == null) {
            throw PullErrors.forbidden(name);
        }
        return function;
    }
}
