package io.stator.client.wire;

import io.stator.edn.Tagged;
import java.util.Set;

/** The tags of Transit, and those that this library adds. */
final class TransitTags {
    static final String KEYWORD = ":";
    static final String SYMBOL = "$";
    static final String TEXT = "s";
    static final String CHARACTER = "c";
    static final String INTEGER = "n";
    static final String DECIMAL = "f";
    static final String SPECIAL_NUMBER = "z";
    static final String INSTANT = "m";
    static final String INSTANT_TEXT = "t";
    static final String URI = "r";
    static final String UUID = "u";
    static final String LIST = "list";
    static final String SET = "set";
    static final String ARRAY = "array";
    static final String MAP = "map";
    static final String ENTRIES = "cmap";
    static final String RATIO = "ratio";
    static final String LINK = "link";

    /** A datom: entity, attribute, value, transaction, and whether it was added. */
    static final String DATOM = "datom";

    /** A float, as a double. */
    static final String FLOAT = "stator/float";

    /** A pattern: its text and its flags. */
    static final String PATTERN = "stator/pattern";

    /** A tagged literal whose tag has another meaning here: the tag as a symbol, and the value. */
    static final String TAGGED = "stator/tagged";

    private static final Set<String> TAKEN =
            Set.of(LIST, SET, ARRAY, MAP, ENTRIES, RATIO, LINK, DATOM, FLOAT, PATTERN, TAGGED);

    private TransitTags() {}

    /** Returns whether the tag of a literal has another meaning on the wire, as all of one character have or may get. */
    static boolean isTaken(Tagged literal) {
        String tag = literal.tag().qualifiedName();
        return tag.length() == 1 || TAKEN.contains(tag);
    }
}
