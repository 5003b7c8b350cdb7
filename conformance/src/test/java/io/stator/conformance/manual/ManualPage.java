package io.stator.conformance.manual;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A page of the manual, with the blocks of code in it.
 *
 * @param file where it is
 * @param lines its text
 * @param blocks what stands between two fences, in order
 */
record ManualPage(Path file, List<String> lines, List<Block> blocks) {
    private static final String FENCE = "```";
    private static final String ANSWER = "text";

    /**
     * A block of code, and what it prints.
     *
     * @param line the line of the page its text begins at, from 1
     * @param language what follows the fence
     * @param text the code
     * @param answer what the page says that it prints, or null when it says nothing
     */
    record Block(
            int line,
            String language,
            List<String> text,
            @Nullable Answer answer) {
        boolean is(String wanted) {
            return language.equals(wanted);
        }
    }

    /**
     * What a page says that a block prints.
     *
     * @param line the line of the page it begins at, from 1
     * @param text the lines
     */
    record Answer(int line, List<String> text) {}

    /** Returns all pages, in order of their names. */
    static List<ManualPage> all() {
        try (Stream<Path> files = Files.walk(folder())) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .map(ManualPage::read)
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Path folder() {
        return root().resolve("docs/manual");
    }

    /** Returns the directory of the whole build. */
    static Path root() {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(root.resolve(".mvn"))) {
            root = root.getParent();
        }
        return root;
    }

    static ManualPage read(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            return new ManualPage(file, lines, blocks(file, lines));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static List<Block> blocks(Path file, List<String> lines) {
        List<Block> blocks = new ArrayList<>();
        for (int at = 0; at < lines.size(); at++) {
            String line = lines.get(at);
            if (!line.startsWith(FENCE)) {
                continue;
            }
            int end = end(file, lines, at);
            List<String> text = List.copyOf(lines.subList(at + 1, end));
            String language = line.substring(FENCE.length());
            Block before = blocks.isEmpty() ? null : blocks.get(blocks.size() - 1);
            if (language.equals(ANSWER) && before != null && before.answer() == null && isNext(lines, before, at)) {
                Answer answer = new Answer(at + 2, text);
                blocks.set(blocks.size() - 1, new Block(before.line(), before.language(), before.text(), answer));
            } else {
                blocks.add(new Block(at + 2, language, text, null));
            }
            at = end;
        }
        return List.copyOf(blocks);
    }

    /** Returns whether only empty lines are between a block and a fence. */
    private static boolean isNext(List<String> lines, Block before, int fence) {
        return lines.subList(before.line() + before.text().size(), fence).stream()
                .allMatch(String::isBlank);
    }

    private static int end(Path file, List<String> lines, int start) {
        for (int at = start + 1; at < lines.size(); at++) {
            if (lines.get(at).equals(FENCE)) {
                return at;
            }
        }
        throw new IllegalStateException(file + ":" + (start + 1) + " the block has no end");
    }

    /** Returns the name of the page without its ending; one of a book within the manual begins with the folder of the book. */
    String name() {
        return place().replace(".md", "");
    }

    private String place() {
        return folder().relativize(file).toString().replace('\\', '/');
    }

    /** Returns a place of the page, as messages name it. */
    String at(int line) {
        return "docs/manual/" + place() + ":" + line;
    }
}
