package io.stator.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.parser.Parser;

/** The pages that can be reached from the README, and the other files that they show or name. */
final class Pages {
    private static final Pattern ELSEWHERE = Pattern.compile("[a-z]+:.*");
    private static final Pattern TITLE = Pattern.compile("(?m)^# +(.+)$");
    private static final Pattern CHAPTER = Pattern.compile("(?m)^\\d+\\. \\[([^]]+)]\\(([\\w/-]+\\.md)\\)");
    private static final String CONTENTS = "Contents";
    private static final Path README = Path.of("README.md");
    private static final Path MANUAL = Path.of("docs", "manual", "README.md");

    /** The groups of pages outside the manual: a page belongs to the first whose pattern its path matches. */
    private static final Map<String, Pattern> GROUPS = groups();

    private static final Parser PARSER =
            Parser.builder().extensions(List.of(TablesExtension.create())).build();

    private final Path root;
    private final Map<Path, String> texts = new LinkedHashMap<>();
    private final Set<Path> files = new LinkedHashSet<>();

    private Pages(Path root) {
        this.root = root;
    }

    private static Map<String, Pattern> groups() {
        Map<String, Pattern> groups = new LinkedHashMap<>();
        groups.put("The DynamoDB library", Pattern.compile("dynamodb/.*|docs/from-faraday\\.md"));
        groups.put("Operations", Pattern.compile("docs/(operations|postgresql|import|moving|scale)\\.md"));
        groups.put("From elsewhere", Pattern.compile("docs/(compatibility|from-.*)\\.md"));
        groups.put("Inside", Pattern.compile("docs/.*"));
        groups.put("Project", Pattern.compile(".*"));
        return groups;
    }

    /** Returns the pages of a source tree. */
    static Pages of(Path root) {
        Pages pages = new Pages(root);
        pages.walk();
        return pages;
    }

    private void walk() {
        Deque<Path> open = new ArrayDeque<>(List.of(README));
        while (!open.isEmpty()) {
            Path page = open.remove();
            if (texts.containsKey(page)) {
                continue;
            }
            String text = read(page);
            texts.put(page, text);
            for (String address : links(text)) {
                Path to = page.resolveSibling(address.replaceFirst("#.*", "")).normalize();
                if (ELSEWHERE.matcher(address).matches() || address.startsWith("#")) {
                    continue;
                }
                if (!Files.exists(root.resolve(to))) {
                    throw new IllegalStateException(page + " must link to what is there: " + address);
                }
                if (Places.isPage(to)) {
                    open.add(to);
                } else if (Files.isRegularFile(root.resolve(to))) {
                    files.add(to);
                }
            }
        }
    }

    private static List<String> links(String text) {
        List<String> links = new ArrayList<>();
        PARSER.parse(text).accept(new AbstractVisitor() {
            @Override
            public void visit(Link link) {
                links.add(link.getDestination());
                visitChildren(link);
            }

            @Override
            public void visit(Image image) {
                links.add(image.getDestination());
            }
        });
        return links;
    }

    private String read(Path page) {
        try {
            return Files.readString(root.resolve(page));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Returns the text of each page by its path. */
    Map<Path, String> texts() {
        return texts;
    }

    /** Returns the files that pages show or name and that are not pages. */
    Set<Path> files() {
        return files;
    }

    /** Returns the pages that follow one another, by what they are called where they are listed: a chapter that is a book is followed by its own. */
    Map<Path, String> chapters() {
        Map<Path, String> all = new LinkedHashMap<>();
        all.put(MANUAL, CONTENTS);
        listed(MANUAL).forEach((chapter, title) -> {
            all.put(chapter, title);
            if (chapter.endsWith(README)) {
                all.putAll(listed(chapter));
            }
        });
        return all;
    }

    private Map<Path, String> listed(Path contents) {
        Map<Path, String> chapters = new LinkedHashMap<>();
        Matcher chapter = CHAPTER.matcher(texts.getOrDefault(contents, ""));
        while (chapter.find()) {
            chapters.put(contents.resolveSibling(chapter.group(2)), chapter.group(1));
        }
        if (chapters.isEmpty() || !texts.keySet().containsAll(chapters.keySet())) {
            throw new IllegalStateException(contents + " must list its chapters: " + chapters.keySet());
        }
        return chapters;
    }

    /** Returns the titles of all pages but the first, in groups with names: the manual, its books, and all else. */
    Map<String, Map<Path, String>> menus() {
        Map<String, Map<Path, String>> menus = new LinkedHashMap<>();
        menus.put("Manual", book(MANUAL));
        listed(MANUAL).forEach((chapter, title) -> {
            if (chapter.endsWith(README)) {
                menus.put(title, book(chapter));
            }
        });
        Set<Path> chapters = chapters().keySet();
        GROUPS.keySet().forEach(name -> menus.putIfAbsent(name, new LinkedHashMap<>()));
        texts.forEach((page, text) -> {
            if (!page.equals(README) && !chapters.contains(page)) {
                Matcher title = TITLE.matcher(text);
                menus.computeIfAbsent(group(page), name -> new LinkedHashMap<>())
                        .put(page, title.find() ? title.group(1).strip() : page.toString());
            }
        });
        menus.values().removeIf(Map::isEmpty);
        return menus;
    }

    private Map<Path, String> book(Path contents) {
        Map<Path, String> book = new LinkedHashMap<>();
        book.put(contents, CONTENTS);
        book.putAll(listed(contents));
        return book;
    }

    private static String group(Path page) {
        return GROUPS.entrySet().stream()
                .filter(group -> group.getValue().matcher(Places.address(page)).matches())
                .findFirst()
                .map(Map.Entry::getKey)
                .orElseThrow();
    }
}
