package io.stator.site;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.TextNode;

/** One page of the generated site. */
final class Page {
    private static final Pattern ELSEWHERE = Pattern.compile("[a-z]+:.*");

    private static final String HEADINGS = "h1, h2, h3, h4, h5, h6";

    private final Path place;
    private final Document document;
    private final Element article;
    private final Anchors anchors = new Anchors();
    private final List<Found> found = new ArrayList<>();

    /** Takes a page as it was generated, and names its headings. */
    Page(Path place, Document document) {
        this.place = place;
        this.document = document;
        this.article = document.expectFirst("article");
        tidy();
        article.select(HEADINGS).forEach(heading -> heading.attr("id", anchors.name(heading.wholeText())));
    }

    private void tidy() {
        article.select("section > a[id]:first-child").remove(); // the generator's own anchors
        article.select("section").unwrap();
        article.select("ol[style]").removeAttr("style");
        article.select("[class~=bodyTable|^[ab]$]").removeAttr("class");
        article.select("thead").stream().filter(head -> head.text().isEmpty()).forEach(Element::remove);
        article.select("th").stream().filter(cell -> cell.text().isEmpty()).forEach(cell -> cell.tagName("td"));
        article.select("td code, th code").forEach(code -> code.text(code.text().replace("\\|", "|")));
    }

    /** Changes the page to what readers get, where all pages are known; its group is told where it is found. */
    void finish(String group, Map<Path, String> chapters, Map<Path, Page> all, Set<Path> files) {
        mendLinks(all, files);
        nameRows();
        article.select("table").wrap("<div class=\"table\"></div>");
        collectFound(group);
        addContents();
        addNeighbours(new ArrayList<>(chapters.keySet()), chapters);
        document.select("nav.menus a").forEach(link -> {
            if (target(link.attr("href")).equals(place)) {
                link.attr("aria-current", "page");
            }
        });
    }

    /** Returns the page as it is written. */
    String html() {
        document.outputSettings().prettyPrint(false);
        return document.outerHtml();
    }

    /** Returns what a search can find on the page. */
    List<Found> found() {
        return found;
    }

    private Path target(String address) {
        return place.resolveSibling(address.replaceFirst("#.*", "")).normalize();
    }

    private void mendLinks(Map<Path, Page> all, Set<Path> files) {
        for (Element link : article.select("a[href]")) {
            String address = link.attr("href");
            if (ELSEWHERE.matcher(address).matches()) {
                continue;
            }
            Path to = address.startsWith("#") ? place : target(address);
            if (to.endsWith("README.html")) {
                to = to.resolveSibling("index.html");
            } else if (files.contains(to)) {
                to = Places.file(to);
            } else if (!to.toString().endsWith(".html")) {
                link.unwrap(); // a folder of the source tree
                continue;
            }
            int hash = address.indexOf('#');
            String anchor = hash < 0 ? "" : address.substring(hash + 1);
            Page page = all.get(to);
            String written = page == null ? anchor : page.anchors.written(anchor);
            link.attr("href", (to.equals(place) && hash >= 0 ? "" : relative(to)) + (hash < 0 ? "" : "#" + written));
        }
    }

    private String relative(Path to) {
        Path folder = place.getParent();
        return Places.address(folder == null ? to : folder.relativize(to));
    }

    /** Names the rows of tables that begin with a name, for searches that lead to them. */
    private void nameRows() {
        for (Element row : article.select("tbody tr")) {
            Element cell = row.firstElementChild();
            if (cell != null && cell.childNodeSize() > 0 && cell.childNode(0).nameIs("code")) {
                row.attr("id", anchors.name("row " + cell.text()));
            }
        }
    }

    private void collectFound(String group) {
        String title = article.expectFirst("h1").text();
        Section section = new Section(title, "", "", new StringBuilder());
        List<String> above = new ArrayList<>(group.isEmpty() ? List.of() : List.of(group));
        int groups = above.size();
        for (Element element : article.children()) {
            if (element.is(HEADINGS)) {
                add(section);
                int level = groups + element.tagName().charAt(1) - '1';
                while (above.size() > level) {
                    above.remove(above.size() - 1);
                }
                section = new Section(element.text(), String.join(" › ", above), element.id(), new StringBuilder());
                above.add(element.text());
                continue;
            }
            String within = String.join(" › ", above);
            element.select("tr[id]")
                    .forEach(row ->
                            found.add(new Found(row.expectFirst("td").text(), within, said(row), address(row.id()))));
            section.text().append(textWithout(element, "tr[id]")).append('\n');
        }
        add(section);
    }

    private record Section(String title, String within, String anchor, StringBuilder text) {}

    private void add(Section section) {
        String text = section.text().toString().strip();
        if (!section.within().isEmpty() || !text.isEmpty()) {
            found.add(new Found(section.title(), section.within(), text, address(section.anchor())));
        }
    }

    private String address(String anchor) {
        return Places.address(place) + "#" + anchor;
    }

    private static String said(Element row) {
        return row.select("td").stream().skip(1).map(Element::text).collect(Collectors.joining(" · "));
    }

    private static String textWithout(Element element, String left) {
        Element copy = element.clone();
        copy.select(left).remove();
        copy.select("pre").forEach(code -> code.prependChild(new TextNode(" ")));
        return copy.wholeText().replaceAll("\\s+", " ").strip();
    }

    private void addContents() {
        Element list = document.expectFirst("nav.contents ul");
        for (Element heading : article.select("h2, h3")) {
            list.appendElement("li")
                    .addClass(heading.tagName())
                    .appendElement("a")
                    .attr("href", "#" + heading.id())
                    .html(heading.html().replaceAll("</?a\\b[^>]*>", ""));
        }
        if (list.childrenSize() < 2) {
            document.select("nav.contents").remove();
        }
        for (Element heading : article.select("h2, h3, h4, h5, h6")) {
            heading.appendElement("a")
                    .addClass("anchor")
                    .attr("href", "#" + heading.id())
                    .attr("aria-label", "Link to this section")
                    .text("#");
        }
    }

    private void addNeighbours(List<Path> order, Map<Path, String> titles) {
        int at = order.indexOf(place);
        Element neighbours = document.expectFirst("nav.neighbours");
        if (at > 0) {
            neighbour(neighbours, "prev", order.get(at - 1), titles);
        }
        if (at >= 0 && at + 1 < order.size()) {
            neighbour(neighbours, "next", order.get(at + 1), titles);
        }
        if (neighbours.childrenSize() == 0) {
            neighbours.remove();
        }
    }

    private void neighbour(Element neighbours, String relation, Path to, Map<Path, String> titles) {
        neighbours
                .appendElement("a")
                .attr("rel", relation)
                .attr("href", relative(to))
                .text(titles.getOrDefault(to, ""));
    }
}
