package io.stator.engine.query.function;

import java.util.AbstractList;
import java.util.RandomAccess;

/** The characters of a text as a list; none is made before it is asked for. */
public final class TextCharacters extends AbstractList<Character> implements RandomAccess {
    private final CharSequence text;

    /** Shows a text that does not change. */
    public TextCharacters(CharSequence text) {
        this.text = text;
    }

    @Override
    public Character get(int index) {
        return text.charAt(index);
    }

    @Override
    public int size() {
        return text.length();
    }
}
