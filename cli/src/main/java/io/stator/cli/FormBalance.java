package io.stator.cli;

/**
 * Whether typed text is complete: every bracket and string that was opened is closed. Text may be added piece by piece, each
 * character is looked at once. Not safe for use by several threads.
 */
final class FormBalance {
    private enum Place {
        FORMS,
        STRING,
        COMMENT
    }

    private Place place = Place.FORMS;
    private long open;
    private boolean escaped;

    /** Returns whether nothing is left open. A bracket that closes nothing counts as complete: the reader will tell. */
    static boolean isComplete(String text) {
        FormBalance balance = new FormBalance();
        for (int i = 0; i < text.length(); i++) {
            balance.add(text.charAt(i));
        }
        return balance.isComplete();
    }

    /** Returns the text without its comments; the ends of their lines stay. A {@code ;} within a word begins none. */
    static String withoutComments(String text) {
        FormBalance balance = new FormBalance();
        StringBuilder kept = new StringBuilder(text.length());
        boolean dropping = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean wasComment = balance.place == Place.COMMENT;
            balance.add(c);
            if (balance.place == Place.COMMENT && !wasComment) {
                dropping = i == 0 || Character.isWhitespace(text.charAt(i - 1));
            }
            dropping &= balance.place == Place.COMMENT;
            if (!dropping) {
                kept.append(c);
            }
        }
        return kept.toString();
    }

    /** Takes the next character of the text. */
    void add(char c) {
        if (escaped) {
            escaped = false;
            return;
        }
        switch (place) {
            case STRING -> {
                escaped = c == '\\';
                place = c == '"' ? Place.FORMS : Place.STRING;
            }
            case COMMENT -> place = c == '\n' || c == '\r' ? Place.FORMS : Place.COMMENT;
            case FORMS -> {
                switch (c) {
                    case '[', '(', '{' -> open++;
                    case ']', ')', '}' -> open--;
                    case '\\' -> escaped = true;
                    case ';' -> place = Place.COMMENT;
                    case '"' -> place = Place.STRING;
                    default -> {}
                }
            }
        }
    }

    /** Returns whether nothing is left open in the text so far. */
    boolean isComplete() {
        return open <= 0 && place != Place.STRING;
    }
}
