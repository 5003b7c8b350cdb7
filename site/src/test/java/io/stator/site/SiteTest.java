package io.stator.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;

/** The site as it was made: all that its pages lead to is there, and it needs nothing from elsewhere. */
final class SiteTest {
    private static final Path SITE = Path.of(System.getProperty("stator.site.directory"));
    private static final Path JAVADOC = Path.of("javadoc", "index.html");
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String ELSEWHERE = "(?i)[a-z][a-z0-9+.-]*:.*|//.*";
    private static final String FOUND = "window.statorFound = ";
    private static final int PAGES_MIN = 25;

    private final Map<Path, Document> pages = pages();

    private static Map<Path, Document> pages() {
        Map<Path, Document> pages = new TreeMap<>();
        try (Stream<Path> files = Files.walk(SITE)) {
            for (Path file : files.filter(SiteTest::isPage).toList()) {
                pages.put(SITE.relativize(file), Jsoup.parse(Files.readString(file)));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return pages;
    }

    private static boolean isPage(Path file) {
        return file.toString().endsWith(".html") && !file.startsWith(SITE.resolve(JAVADOC.getParent()));
    }

    @Test
    void everyPageIsThereAndInTheMenuOfEveryPage() {
        Set<Path> expected = new HashSet<>();
        Pages.of(ROOT).texts().keySet().forEach(page -> expected.add(Places.html(page)));
        assertThat(pages.keySet()).isEqualTo(expected).hasSizeGreaterThan(PAGES_MIN);
        pages.forEach((place, page) -> {
            Set<Path> named = new HashSet<>();
            page.select("nav.menus a, a.brand").forEach(link -> named.add(target(place, link.attr("href"))));
            assertThat(named.remove(JAVADOC)).as("%s", place).isTrue();
            assertThat(named).as("%s", place).isEqualTo(expected);
        });
    }

    @Test
    void linksLeadSomewhere() {
        List<String> broken = new ArrayList<>();
        pages.forEach((place, page) -> page.select("[href], [src]").forEach(element -> {
            String address = element.hasAttr("href") ? element.attr("href") : element.attr("src");
            if (!address.matches(ELSEWHERE) && !leads(place, address)) {
                broken.add(place + " " + element.outerHtml());
            }
        }));
        assertThat(broken).isEmpty();
    }

    @Test
    void nothingIsFetchedFromElsewhere() throws IOException {
        List<String> fetched = new ArrayList<>();
        pages.forEach((place, page) -> page.select("link[href], [src]").forEach(element -> {
            String address = element.hasAttr("href") ? element.attr("href") : element.attr("src");
            if (address.matches(ELSEWHERE) && !address.startsWith("data:")) {
                fetched.add(place + " " + element.outerHtml());
            }
        }));
        assertThat(fetched).isEmpty();
        assertThat(Files.readString(SITE.resolve("css/stator.css"))).doesNotContain("url(", "@import");
    }

    @Test
    void pagesHaveOneTitleAndNoAnchorTwice() {
        pages.forEach((place, page) -> {
            assertThat(page.select("h1")).as("titles of %s", place).hasSize(1);
            assertThat(page.select("[id]").eachAttr("id"))
                    .as("anchors of %s", place)
                    .doesNotHaveDuplicates();
            assertThat(page.select("header small").text()).as("%s", place).matches("\\d+\\.\\d+.*");
        });
    }

    @Test
    void chaptersLeadToTheNext() {
        List<Path> order = new ArrayList<>();
        Path place = Path.of("docs", "manual", "index.html");
        while (order.size() < pages.size()) {
            order.add(place);
            Element next = pages.get(place).selectFirst("a[rel=next]");
            if (next == null) {
                break;
            }
            place = target(place, next.attr("href"));
        }
        List<Path> chapters = new ArrayList<>();
        Pages.of(ROOT).chapters().keySet().forEach(page -> chapters.add(Places.html(page)));
        assertThat(order).isEqualTo(chapters);
    }

    @Test
    void whatASearchFindsIsThere() throws IOException {
        Set<String> titles = new HashSet<>();
        List<String> broken = new ArrayList<>();
        String text = Files.readString(SITE.resolve("js/found.js"));
        assertThat(text).startsWith(FOUND);
        try (JsonParser json = new JsonFactory().createParser(text.substring(FOUND.length()))) {
            for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
                if (token == JsonToken.VALUE_STRING && json.currentName().equals("title")) {
                    titles.add(json.getText());
                }
                if (token == JsonToken.VALUE_STRING
                        && json.currentName().equals("address")
                        && !leads(Path.of("index.html"), json.getText())) {
                    broken.add(json.getText());
                }
            }
        }
        assertThat(broken).isEmpty();
        assertThat(titles).contains("get-else", "count-distinct", ":db/unique", ":db.error/cas-failed", "Time");
    }

    private boolean leads(Path from, String address) {
        int hash = address.indexOf('#');
        Path to = target(from, address);
        if (hash < 0) {
            return Files.isRegularFile(SITE.resolve(to));
        }
        Document page = pages.get(to);
        String anchor = address.substring(hash + 1);
        return page != null && page.getElementById(anchor) != null;
    }

    private static Path target(Path from, String address) {
        String file = address.replaceFirst("#.*", "");
        return file.isEmpty() ? from : from.resolveSibling(file).normalize();
    }
}
