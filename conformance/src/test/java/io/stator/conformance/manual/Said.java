package io.stator.conformance.manual;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Compares what a page says that is printed with what is. */
final class Said {
    /** Stands in a page for what is different each time: a part of a line, or some lines. */
    static final String SOMETHING = "…";

    private Said() {}

    /** Returns the lines of a text, without spaces at their ends and empty lines around. */
    static List<String> lines(String text) {
        return text.stripTrailing().lines().map(String::stripTrailing).toList();
    }

    /** Returns whether what was printed is what the page says. */
    static boolean is(List<String> said, List<String> printed) {
        StringBuilder pattern = new StringBuilder();
        for (String line : said) {
            if (line.strip().equals(SOMETHING)) {
                pattern.append("(?:.*\n)*?");
            } else {
                pattern.append(Stream.of(line.stripTrailing().split(SOMETHING, -1))
                                .map(Pattern::quote)
                                .collect(Collectors.joining(".*")))
                        .append('\n');
            }
        }
        String text = printed.isEmpty() ? "" : String.join("\n", printed) + "\n";
        return Pattern.matches(pattern.toString(), text);
    }

    /** Returns whether the same lines were printed, in whatever order: the rows of a set. */
    static boolean isInAnyOrder(List<String> said, List<String> printed) {
        return is(said, printed)
                || said.stream()
                        .map(String::stripTrailing)
                        .sorted()
                        .toList()
                        .equals(printed.stream().sorted().toList());
    }
}
