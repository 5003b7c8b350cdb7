package io.stator.dynamodb.expression;

/** The text is no expression; the message says where and why. */
public final class SyntaxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The longest part of the text that a message repeats, in characters. */
    private static final int EXCERPT_CHARACTERS_MAX = 200;

    private final String message;

    SyntaxException(String problem, String text, int offset) {
        this.message = problem + " at position " + (offset + 1) + " of \"" + excerpt(text, offset) + "\"";
    }

    @Override
    public String getMessage() {
        return message;
    }

    private static String excerpt(String text, int offset) {
        if (text.length() <= EXCERPT_CHARACTERS_MAX) {
            return text;
        }
        int start = Math.max(0, Math.min(offset - EXCERPT_CHARACTERS_MAX / 2, text.length() - EXCERPT_CHARACTERS_MAX));
        return (start == 0 ? "" : "...") + text.substring(start, start + EXCERPT_CHARACTERS_MAX) + "...";
    }
}
