package io.stator.cli;

import io.stator.Anomaly;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The pages of the manual, as they are in {@code docs/manual}, without what only a browser shows. */
final class Manual {
    private static final String INDEX = "README";
    private static final String BOOK = "/README";
    private static final Pattern CHAPTER = Pattern.compile("(?m)^\\d+\\. \\[[^]]+]\\(([\\w-]+(?:/README)?)\\.md\\)");
    private static final Pattern OF_BROWSERS = Pattern.compile("(?m)^(?:<!--.*-->|!\\[.*)\\R");
    private static final Pattern HEADING = Pattern.compile("(#+) +(.*)");
    private static final String FENCE = "```";

    /** How much is shown of what is found for a word. */
    private static final int FOUND_MAX = 8;

    private Manual() {}

    /** Returns the names of the chapters, in their order. */
    static List<String> chapters() {
        return links(INDEX).flatMap(Manual::withChapters).toList();
    }

    private static Stream<String> links(String page) {
        return CHAPTER.matcher(page(page)).results().map((MatchResult chapter) -> chapter.group(1));
    }

    /** Returns a chapter, and behind one that is a book of its own those of the book, which are named with its folder. */
    private static Stream<String> withChapters(String name) {
        if (!name.endsWith(BOOK)) {
            return Stream.of(name);
        }
        String book = name.substring(0, name.length() - BOOK.length());
        return Stream.concat(Stream.of(book), links(name).map(chapter -> book + "/" + chapter));
    }

    /** Returns the page with the list of chapters. */
    static String index() {
        return page(INDEX);
    }

    /** Returns the text of a chapter. */
    static String chapter(String name) {
        if (!chapters().contains(name)) {
            throw new Anomaly.NotFound(
                    "the manual has no chapter '" + name + "', only " + String.join(", ", chapters()));
        }
        return page(name);
    }

    private static String page(String name) {
        try (InputStream in = opened(name)) {
            if (in == null) {
                throw new Anomaly.Fault("the program is incomplete: it has no manual/" + name + ".md");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return OF_BROWSERS.matcher(text).replaceAll("");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static @Nullable InputStream opened(String name) {
        InputStream page = Manual.class.getResourceAsStream("manual/" + name + ".md");
        return page == null ? Manual.class.getResourceAsStream("manual/" + name + BOOK + ".md") : page;
    }

    /** Returns what the manual says of a word: the rows of tables that are about it, else the sections that are called so; empty when it says nothing. */
    static List<String> about(String text) {
        String word = text.strip();
        if (word.isEmpty()) {
            return List.of();
        }
        List<String> found = chapters().stream()
                .flatMap(chapter -> rows(chapter, word).stream())
                .toList();
        if (found.isEmpty()) {
            found = chapters().stream()
                    .flatMap(chapter -> sections(chapter, word).stream())
                    .toList();
        }
        return found.subList(0, Math.min(found.size(), FOUND_MAX));
    }

    private static List<String> rows(String chapter, String word) {
        Pattern first =
                Pattern.compile("\\| [^|]*`(?::db\\.error/|:db/|:|clojure\\.string/)?" + Pattern.quote(word) + "`.*");
        List<String> found = new ArrayList<>();
        String heading = "";
        List<String> head = List.of();
        for (String line : page(chapter).lines().toList()) {
            if (line.startsWith("#")) {
                heading = line.replaceFirst("^#+ +", "");
            }
            if (!line.startsWith("|")) {
                head = List.of();
            } else if (head.isEmpty()) {
                head = cells(line);
            } else if (first.matcher(line).matches()) {
                found.add("manual, " + chapter + ", " + heading + "\n" + row(head, cells(line)));
            }
        }
        return found;
    }

    private static String row(List<String> head, List<String> cells) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(head.size(), cells.size()); i++) {
            if (!cells.get(i).isEmpty()) {
                text.append(String.format(Locale.ROOT, "  %-12s %s%n", head.get(i), cells.get(i)));
            }
        }
        return text.toString();
    }

    private static List<String> cells(String line) {
        return Stream.of(line.substring(1).split("(?<!\\\\)\\|"))
                .map(cell -> cell.replace("\\|", "|").strip())
                .toList();
    }

    private static List<String> sections(String chapter, String word) {
        List<String> found = new ArrayList<>();
        StringBuilder section = new StringBuilder();
        int level = 0;
        boolean code = false;
        for (String line : page(chapter).lines().toList()) {
            code ^= line.startsWith(FENCE);
            var heading = HEADING.matcher(line);
            if (!code && heading.matches()) {
                if (level > 0 && heading.group(1).length() <= level) {
                    found.add(section.toString());
                    level = 0;
                }
                if (level == 0 && heading.group(1).length() > 1 && isAbout(heading.group(2), word)) {
                    level = heading.group(1).length();
                    section.setLength(0);
                    section.append("manual, ").append(chapter).append('\n');
                }
            }
            if (level > 0) {
                section.append(line).append('\n');
            }
        }
        if (level > 0) {
            found.add(section.toString());
        }
        return found;
    }

    /** Returns whether a word, or several, are in a heading and begin where one of its words does. */
    private static boolean isAbout(String heading, String word) {
        return Pattern.compile(
                        "(?<![\\p{L}\\p{N}])" + Pattern.quote(word), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE)
                .matcher(heading)
                .find();
    }
}
