package io.stator.conformance.tidy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Java file as the tidy checks see it.
 *
 * @param name the path from the root of the repository, with forward slashes
 * @param text the file as it is
 * @param code the same text, character for character, with comments and the insides of literals blanked out
 */
record JavaSource(String name, String text, String code) {

    /** A method, or another block directly in the body of a class, and the lines it covers. */
    record Body(String name, int firstLine, int lastLine) {
        int lines() {
            return lastLine - firstLine + 1;
        }
    }

    static JavaSource of(String name, String text) {
        return new JavaSource(name, text, CodeOnly.of(text));
    }

    static JavaSource read(Path root, Path file) {
        try {
            return of(root.relativize(file).toString().replace('\\', '/'), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The module the file belongs to. */
    String module() {
        return name.substring(0, name.indexOf('/'));
    }

    boolean isMain() {
        return name.contains("/src/main/");
    }

    boolean isIn(String folder) {
        return name.startsWith(folder);
    }

    int lines() {
        return (int) text.lines().count();
    }

    List<Body> bodies() {
        return Bodies.of(code);
    }

    /** Where the pattern is found in the code, as {@code file:line what}. */
    List<String> find(Pattern pattern) {
        return find(pattern, code);
    }

    /** Where the pattern is found in the text, comments and literals included, as {@code file:line what}. */
    List<String> findInText(Pattern pattern) {
        return find(pattern, text);
    }

    private List<String> find(Pattern pattern, String where) {
        List<String> found = new ArrayList<>();
        Matcher matcher = pattern.matcher(where);
        while (matcher.find()) {
            found.add(name + ":" + lineAt(where, matcher.start()) + " "
                    + matcher.group().strip());
        }
        return found;
    }

    static int lineAt(String text, int position) {
        return 1
                + (int) text.substring(0, position)
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
    }
}
