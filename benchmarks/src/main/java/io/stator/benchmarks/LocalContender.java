package io.stator.benchmarks;

import clojure.lang.Keyword;
import clojure.lang.RT;
import java.util.List;
import java.util.Map;

/** Datomic Local in a comparison of transactions. */
record LocalContender(DatomicLocal local) implements Contender {
    @Override
    public Object keyword(String name) {
        return Keyword.intern(name.substring(1));
    }

    @Override
    public Object map(Object... keysAndValues) {
        return RT.map(keysAndValues);
    }

    @Override
    public Map<?, ?> transact(List<Object> forms) {
        return local.tempids(DatomicLocal.forms(forms));
    }

    @Override
    public void transactText(String edn) {
        local.transact(DatomicLocal.read(edn));
    }

    @Override
    public void close() {
        local.delete();
    }
}
