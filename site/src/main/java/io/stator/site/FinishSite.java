package io.stator.site;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;

/** Gives the generated site what it takes all pages for: anchors and links as on GitHub, ways from page to page, and what is searched. */
final class FinishSite {
    private static final List<String> HIGHLIGHTER = List.of("highlight.min.js", "languages/clojure.min.js");

    private final Path site;
    private final Pages pages;
    private final List<Found> found = new ArrayList<>();

    private FinishSite(Path site, Pages pages) {
        this.site = site;
        this.pages = pages;
    }

    /** Takes the directory of the source tree, that of the generated site, and the version of the highlighter. */
    public static void main(String[] arguments) throws IOException {
        FinishSite finish = new FinishSite(
                Path.of(arguments[1]), Pages.of(Path.of(arguments[0]).normalize()));
        finish.finishPages();
        finish.writeFound();
        finish.copyHighlighter(arguments[2]);
    }

    private void finishPages() throws IOException {
        Map<Path, String> chapters = new LinkedHashMap<>();
        pages.chapters().forEach((page, title) -> chapters.put(Places.html(page), title));
        Map<Path, String> groups = new HashMap<>();
        pages.menus().forEach((name, items) -> items.keySet().forEach(page -> groups.put(Places.html(page), name)));
        Map<Path, Page> all = new LinkedHashMap<>();
        for (Path page : pages.texts().keySet()) {
            Path place = Places.html(page);
            all.put(place, new Page(place, Jsoup.parse(Files.readString(site.resolve(place)))));
        }
        for (Map.Entry<Path, Page> page : all.entrySet()) {
            String group = groups.getOrDefault(page.getKey(), "");
            page.getValue().finish(group, chapters, all, pages.files());
            found.addAll(page.getValue().found());
            Files.writeString(site.resolve(page.getKey()), page.getValue().html());
        }
    }

    /** Writes what is searched as a script, for a page that was opened from a file may read no other kind. */
    private void writeFound() throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartArray();
            for (Found each : found) {
                json.writeStartObject();
                json.writeStringField("title", each.title());
                json.writeStringField("within", each.within());
                json.writeStringField("text", each.text());
                json.writeStringField("address", each.address());
                json.writeEndObject();
                json.writeRaw('\n');
            }
            json.writeEndArray();
        }
        Files.writeString(site.resolve("js/found.js"), "window.statorFound = " + text + ";\n");
    }

    private void copyHighlighter(String version) throws IOException {
        for (String name : HIGHLIGHTER) {
            String resource = "META-INF/resources/webjars/highlightjs/" + version + "/" + name;
            Path target = site.resolve("js").resolve(Path.of(name).getFileName().toString());
            try (InputStream in = FinishSite.class.getClassLoader().getResourceAsStream(resource)) {
                if (in == null) {
                    throw new IllegalStateException("the highlighter must have the file " + resource);
                }
                Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
