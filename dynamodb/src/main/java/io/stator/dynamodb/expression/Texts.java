package io.stator.dynamodb.expression;

/** Text that UTF-8 can carry: a surrogate without its partner would become a question mark on the way. */
public final class Texts {
    /** What is wrong with other text. */
    public static final String BROKEN =
            "must be text that UTF-8 can carry, it has a surrogate without its partner, as from cutting"
                    + " an emoji in two";

    private Texts() {}

    /** Returns whether all surrogates of a text are in pairs. */
    public static boolean isSound(String text) {
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (Character.isSurrogate(unit)) {
                boolean isPair = Character.isHighSurrogate(unit)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!isPair) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /** Returns a text with its surrogates written out. */
    public static String escaped(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (Character.isSurrogate(unit)) {
                shown.append(String.format("\\u%04x", (int) unit));
            } else {
                shown.append(unit);
            }
        }
        return shown.toString();
    }
}
