package io.stator.cli;

/** Whether typed text is complete: every bracket and string that was opened is closed. */
final class FormBalance {
    private FormBalance() {}

    /** Returns whether nothing is left open. A bracket that closes nothing counts as complete: the reader will tell. */
    static boolean isComplete(String text) {
        int open = 0;
        for (int i = 0; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '[', '(', '{' -> open++;
                case ']', ')', '}' -> open--;
                case '\\' -> i++;
                case ';' -> i = endOfLine(text, i);
                case '"' -> {
                    i = endOfString(text, i + 1);
                    if (i < 0) {
                        return false;
                    }
                }
                default -> {}
            }
        }
        return open <= 0;
    }

    private static int endOfLine(String text, int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end;
    }

    private static int endOfString(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                return i;
            }
        }
        return -1;
    }
}
