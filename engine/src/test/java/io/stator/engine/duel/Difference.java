package io.stator.engine.duel;

import java.util.List;
import java.util.Set;

/**
 * How two contenders differed in a transaction.
 *
 * @param what the part that differed
 * @param traits what there is in the transaction that may have been the reason
 */
public record Difference(String what, List<?> forms, Verdict left, Verdict right, Set<Trait> traits) {
    @Override
    public String toString() {
        return what + " " + traits + "\n  forms " + Readable.text(forms) + "\n  left  " + left + "\n  right " + right;
    }
}
