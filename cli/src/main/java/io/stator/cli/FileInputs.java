package io.stator.cli;

/** Puts the contents of files into typed text where it says {@code @FILE}. */
final class FileInputs {
    private static final char FILE = '@';

    private FileInputs() {}

    /** Returns the text with each word that begins with @, outside of brackets, strings and comments, replaced by its file. */
    static String expand(String text, Console console) {
        StringBuilder expanded = new StringBuilder();
        int depth = 0;
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            int end = i + 1;
            if (c == '"') {
                end = endOfString(text, i);
            } else if (c == ';') {
                end = text.indexOf('\n', i) < 0 ? text.length() : text.indexOf('\n', i);
            } else if (c == '\\') {
                end = Math.min(text.length(), i + 2);
            } else if ("[({".indexOf(c) >= 0) {
                depth++;
            } else if ("])}".indexOf(c) >= 0) {
                depth--;
            } else if (c == FILE && depth == 0 && (i == 0 || Character.isWhitespace(text.charAt(i - 1)))) {
                end = endOfWord(text, i);
                expanded.append(Arguments.text(text.substring(i, end), console)).append('\n');
                i = end;
                continue;
            }
            expanded.append(text, i, end);
            i = end;
        }
        return expanded.toString();
    }

    private static int endOfString(String text, int start) {
        int i = start + 1;
        while (i < text.length() && text.charAt(i) != '"') {
            i += text.charAt(i) == '\\' ? 2 : 1;
        }
        return Math.min(text.length(), i + 1);
    }

    private static int endOfWord(String text, int start) {
        int i = start;
        while (i < text.length() && !Character.isWhitespace(text.charAt(i))) {
            i++;
        }
        return i;
    }
}
