package io.stator.edn;

import org.jspecify.annotations.Nullable;

/** What keywords and symbols have in common: splitting, hashing, ordering, and which of them EDN text can express. */
final class Names {
    private static final String NO_NAMESPACE = "_";

    private Names() {}

    /** Returns the index of the slash that ends the namespace, or -1 when the text has no namespace. */
    static int slash(String qualified) {
        return qualified.equals("/") ? -1 : qualified.indexOf('/');
    }

    static String qualified(@Nullable String namespace, String name) {
        return namespace == null ? name : namespace + "/" + name;
    }

    static void checkParts(@Nullable String namespace, String name) {
        if (name.isEmpty()) {
            throw Given.refused("name", "must not be empty: namespace=" + namespace);
        }
        if (namespace == null) {
            if (slash(name) >= 0) {
                throw Given.refused("name", "must not contain '/' without a namespace (parse splits it): name=" + name);
            }
        } else if (namespace.isEmpty() || namespace.indexOf('/') >= 0) {
            throw Given.refused(
                    "namespace", "must not be empty nor contain '/': namespace=" + namespace + " name=" + name);
        }
    }

    /** Returns the {@link String#hashCode} of the qualified name, without making that string. */
    static int hash(@Nullable String namespace, String name) {
        if (namespace == null) {
            return name.hashCode();
        }
        int prefix = namespace.hashCode() * 31 + '/';
        return prefix * powerOf31(name.length()) + name.hashCode();
    }

    private static int powerOf31(int exponent) {
        int result = 1;
        int square = 31;
        for (int rest = exponent; rest > 0; rest >>>= 1) {
            if ((rest & 1) == 1) {
                result *= square;
            }
            square *= square;
        }
        return result;
    }

    /** Compares two names: those without a namespace first, then by namespace, then by name. */
    static int compare(Named left, Named right) {
        if (left == right) {
            return 0;
        }
        String leftNamespace = left.namespace();
        String rightNamespace = right.namespace();
        if (leftNamespace == null || rightNamespace == null) {
            if (leftNamespace == rightNamespace) {
                return left.name().compareTo(right.name());
            }
            return leftNamespace == null ? -1 : 1;
        }
        int byNamespace = leftNamespace.compareTo(rightNamespace);
        return byNamespace != 0 ? byNamespace : left.name().compareTo(right.name());
    }

    /** Returns whether the printed name can be read back; a name made in Java may hold spaces, say. */
    static boolean isReadable(Named name) {
        return name instanceof Keyword keyword ? keyword.isReadable() : ((Symbol) name).isReadable();
    }

    /** Returns whether a colon followed by this text is one EDN keyword. */
    static boolean isReadableKeyword(String qualified) {
        return isConstituent(qualified) && isWellFormed(qualified, true);
    }

    /** Returns whether this text is one EDN symbol, and not a number or one of nil, true and false. */
    static boolean isReadableSymbol(String qualified) {
        return isConstituent(qualified)
                && startsSymbol(qualified)
                && !isReserved(qualified)
                && isWellFormed(qualified, false);
    }

    private static boolean isReserved(String symbol) {
        return symbol.equals("nil") || symbol.equals("true") || symbol.equals("false");
    }

    private static boolean isConstituent(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (CharKind.endsToken(c) || CharKind.isForbidden(c)) {
                return false;
            }
        }
        return true;
    }

    private static boolean startsSymbol(String text) {
        char first = text.charAt(0);
        if (first == '#' || first == '\'' || first == ':' || Character.isDigit(first)) {
            return false;
        }
        boolean signed = first == '+' || first == '-';
        return !(signed && text.length() > 1 && Character.isDigit(text.charAt(1)));
    }

    /**
     * Returns whether the colons and slashes of a token, made of constituent characters, are where EDN allows them. The first slash ends the namespace;
     * more slashes belong to the name, as in Clojure; what follows the last one must not begin with a digit.
     */
    static boolean isWellFormed(String qualified, boolean keyword) {
        int length = qualified.length();
        if (length == 0 || qualified.charAt(length - 1) == ':' || qualified.contains("::")) {
            return false;
        }
        if (keyword && qualified.charAt(0) == ':') {
            return false;
        }
        int first = slash(qualified);
        if (first < 0) {
            return true;
        }
        if (first == 0 || first == length - 1) {
            return false;
        }
        int last = qualified.lastIndexOf('/');
        if (last == length - 1) {
            last--;
            if (qualified.charAt(last) != '/') {
                return false;
            }
        } else if (CharKind.isDigit(qualified.charAt(last + 1))) {
            return false;
        }
        return qualified.charAt(last - 1) != ':';
    }

    /** Returns a key of a map written {@code #:namespace{}}. */
    static @Nullable Object inNamespace(String namespace, @Nullable Object key) {
        if (!(key instanceof Named named)) {
            return key;
        }
        String given = named.namespace();
        if (given != null && !given.equals(NO_NAMESPACE)) {
            return key;
        }
        String effective = given == null ? namespace : null;
        if (effective == null && slash(named.name()) >= 0) {
            return key;
        }
        return key instanceof Keyword ? Keyword.of(effective, named.name()) : Symbol.of(effective, named.name());
    }
}
