package io.stator.engine.duel;

/** One datom in the names that both contenders share; entities, also as values of references, are names. */
record Row(Object e, Object a, Object v, Object tx, boolean added) {}
