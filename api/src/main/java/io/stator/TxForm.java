package io.stator;

import io.stator.edn.EdnVector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One list form of a transaction, such as {@code [:db/add e a v]}, to be put into {@link TxData}; immutable.
 *
 * <p>Its methods never wait.
 */
public final class TxForm {
    private final List<@Nullable Object> form;

    private TxForm(List<@Nullable Object> form) {
        this.form = form;
    }

    static TxForm of(@Nullable Object... elements) {
        @Nullable Object[] frozen = new Object[elements.length];
        for (int i = 0; i < elements.length; i++) {
            frozen[i] = Forms.freeze(elements[i]);
        }
        return new TxForm(EdnVector.of(frozen));
    }

    /** Returns the form as a plain list. Never fails. */
    public List<@Nullable Object> form() {
        return Forms.thaw(form);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TxForm txForm && form.equals(txForm.form);
    }

    @Override
    public int hashCode() {
        return form.hashCode();
    }

    @Override
    public String toString() {
        return Forms.text(form);
    }
}
