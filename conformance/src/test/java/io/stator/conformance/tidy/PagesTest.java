package io.stator.conformance.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages for readers: what they link to and the classes they name are there. */
final class PagesTest {
    private static final Pattern DECISION = Pattern.compile("(?m)^## (\\d+)\\. ");
    private static final Pattern NAME = Pattern.compile("`((?:[a-z]\\w*\\.)*)([A-Z]\\w*[a-z]\\w*)((?:\\.\\w+)*)`");
    private static final Pattern PACKAGE = Pattern.compile("`(io\\.stator(?:\\.[a-z]+)*)`");
    private static final Pattern TYPE = Pattern.compile("\\b(?:class|interface|enum|record) +(\\w+)");
    private static final String DECISIONS = "docs/decisions.md";

    /** Pages that speak of the code as it is; decisions also speak of what was there before. */
    private static final List<String> ABOUT_THE_CODE = List.of("docs/architecture.md", "docs/glossary.md");

    private static final Set<String> OF_THE_JDK = Set.of("ServiceLoader", "LocalDate");
    private static final int TYPES_MIN = 500;

    /** Pages are at the root, in {@code docs} and its folders to the second level, and beside the code of a module. */
    private static final int PAGE_DEPTH_MAX = 4;

    private final Map<String, String> pages = pages();

    private static Map<String, String> pages() {
        Map<String, String> pages = new TreeMap<>();
        Path root = SourceTree.root();
        try (Stream<Path> files = Files.find(root, PAGE_DEPTH_MAX, (file, what) -> isPage(root.relativize(file)))) {
            for (Path file : files.toList()) {
                pages.put(root.relativize(file).toString().replace('\\', '/'), Files.readString(file));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return pages;
    }

    private static boolean isPage(Path file) {
        return file.toString().endsWith(".md")
                && (file.getNameCount() < PAGE_DEPTH_MAX - 1 || file.startsWith("docs"))
                && !file.startsWith("target")
                && !file.toString().startsWith(".");
    }

    @Test
    void decisionsAreNumberedInOrder() {
        List<Integer> numbers = DECISION.matcher(page(DECISIONS))
                .results()
                .map(each -> Integer.valueOf(each.group(1)))
                .toList();
        assertThat(numbers)
                .isEqualTo(IntStream.rangeClosed(1, numbers.size()).boxed().toList());
    }

    @Test
    void linksLeadSomewhere() {
        Map<String, MarkdownPage> read = new TreeMap<>();
        pages.forEach((page, text) -> read.put(page, MarkdownPage.of(text)));
        List<String> broken = new ArrayList<>();
        read.forEach((page, each) -> each.links().stream()
                .filter(link -> !leads(page, link, read))
                .forEach(link -> broken.add(page + ":" + link.line() + " [" + link.text() + "](" + link.to() + ")")));
        assertThat(broken).isEmpty();
    }

    @Test
    void linksAndAnchorsAreReadAsGitHubReadsThem() {
        MarkdownPage page = MarkdownPage.of("""
                # Twice, `a/b?`

                See [`[:find ?x]`](one.md#a) and [two][2], ![a picture](three.svg)
                and `[not](a-link.md)`.

                ```sh
                # no heading, [no link](four.md)
                ```

                | a | [five](five.md) |
                |---|---|

                ## Twice, `a/b?`

                [2]: two.md
                """);
        assertThat(page.anchors()).containsExactly("twice-ab", "twice-ab-1");
        assertThat(page.links())
                .containsExactly(
                        new MarkdownPage.Link(3, "[:find ?x]", "one.md#a"),
                        new MarkdownPage.Link(3, "two", "two.md"),
                        new MarkdownPage.Link(3, "a picture", "three.svg"),
                        new MarkdownPage.Link(10, "five", "five.md"));
    }

    private static boolean leads(String page, MarkdownPage.Link link, Map<String, MarkdownPage> read) {
        String to = link.to();
        if (to.matches("[a-z]+:.*")) {
            return true;
        }
        int hash = to.indexOf('#');
        String file = hash < 0 ? to : to.substring(0, hash);
        Path place = file.isEmpty()
                ? Path.of(page)
                : Path.of(page).resolveSibling(file).normalize();
        if (!Files.exists(SourceTree.root().resolve(place))) {
            return false;
        }
        if (hash < 0) {
            return true;
        }
        String anchor = to.substring(hash + 1);
        MarkdownPage target = read.get(place.toString().replace('\\', '/'));
        Matcher number = Pattern.compile("decision (\\d+)").matcher(link.text());
        return (!number.find() || anchor.startsWith(number.group(1) + "-"))
                && target != null
                && target.anchors().contains(anchor);
    }

    @Test
    void namedClassesAreThere() {
        List<JavaSource> main =
                SourceTree.javaSources().stream().filter(JavaSource::isMain).toList();
        Map<String, Set<String>> packagesByType = new TreeMap<>();
        Map<String, String> textByType = new TreeMap<>();
        for (JavaSource source : main) {
            String path = source.name().replaceFirst(".*/src/main/java/", "");
            String folder =
                    path.substring(0, Math.max(path.lastIndexOf('/'), 0)).replace('/', '.');
            TYPE.matcher(source.text()).results().map(each -> each.group(1)).forEach(type -> {
                packagesByType.computeIfAbsent(type, each -> new TreeSet<>()).add(folder);
                textByType.merge(type, source.text(), String::concat);
            });
        }
        assertThat(packagesByType).hasSizeGreaterThan(TYPES_MIN);
        List<String> unknown = new ArrayList<>();
        for (String page : ABOUT_THE_CODE) {
            NAME.matcher(page(page))
                    .results()
                    .filter(name -> !isThere(name, packagesByType, textByType))
                    .forEach(name -> unknown.add(complaint(page, name)));
            Set<String> packages =
                    packagesByType.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
            PACKAGE.matcher(page(page))
                    .results()
                    .filter(name -> !packages.contains(name.group(1)))
                    .forEach(name -> unknown.add(complaint(page, name)));
        }
        assertThat(unknown).isEmpty();
    }

    private static boolean isThere(
            MatchResult name, Map<String, Set<String>> packagesByType, Map<String, String> textByType) {
        String type = name.group(2);
        if (OF_THE_JDK.contains(type)) {
            return true;
        }
        String folder = name.group(1).replaceFirst("\\.$", "");
        boolean isInPackage = packagesByType.getOrDefault(type, Set.of()).stream()
                .anyMatch(each -> folder.isEmpty() || each.equals(folder) || each.endsWith("." + folder));
        return isInPackage
                && Stream.of(name.group(3).split("\\."))
                        .filter(member -> !member.isEmpty())
                        .allMatch(member -> Pattern.compile("\\b" + member + "\\b")
                                .matcher(textByType.getOrDefault(type, ""))
                                .find());
    }

    private String complaint(String page, MatchResult name) {
        return page + ":" + JavaSource.lineAt(page(page), name.start()) + " " + name.group();
    }

    private String page(String name) {
        return pages.getOrDefault(name, "");
    }
}
