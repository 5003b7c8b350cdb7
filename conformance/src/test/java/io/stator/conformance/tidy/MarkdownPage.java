package io.stator.conformance.tidy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/** What a page of Markdown links to, and what links can lead to in it. */
final class MarkdownPage {
    private static final Parser PARSER = Parser.builder()
            .extensions(List.of(TablesExtension.create()))
            .includeSourceSpans(IncludeSourceSpans.BLOCKS_AND_INLINES)
            .build();

    private final List<Link> links = new ArrayList<>();
    private final Set<String> anchors = new LinkedHashSet<>();

    private MarkdownPage() {}

    /**
     * A link, or a picture.
     *
     * @param line where it stands in the page, from 1
     * @param text what is shown for it
     * @param to where it leads
     */
    record Link(int line, String text, String to) {}

    /** Reads a page. */
    static MarkdownPage of(String text) {
        MarkdownPage page = new MarkdownPage();
        Map<String, Integer> before = new HashMap<>();
        PARSER.parse(text).accept(new AbstractVisitor() {
            @Override
            public void visit(Heading heading) {
                page.anchors.add(anchor(text(heading), before));
                visitChildren(heading);
            }

            @Override
            public void visit(org.commonmark.node.Link link) {
                page.add(link, link.getDestination());
                visitChildren(link);
            }

            @Override
            public void visit(Image image) {
                page.add(image, image.getDestination());
            }
        });
        return page;
    }

    private void add(Node node, String to) {
        int line = node.getSourceSpans().isEmpty()
                ? 0
                : node.getSourceSpans().get(0).getLineIndex() + 1;
        links.add(new Link(line, text(node), to));
    }

    /** Returns the links and pictures of the page, in their order. */
    List<Link> links() {
        return links;
    }

    /** Returns what can follow `#` in a link to the page. */
    Set<String> anchors() {
        return anchors;
    }

    /** Returns the anchor that GitHub gives a heading: the second of the same text is followed by -1, the next by -2. */
    private static String anchor(String heading, Map<String, Integer> before) {
        String name = heading.strip()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{M}\\p{N}_ -]", "")
                .replace(' ', '-');
        int count = before.merge(name, 1, Integer::sum);
        return count == 1 ? name : name + "-" + (count - 1);
    }

    private static String text(Node node) {
        StringBuilder text = new StringBuilder();
        node.accept(new AbstractVisitor() {
            @Override
            public void visit(Text part) {
                text.append(part.getLiteral());
            }

            @Override
            public void visit(Code part) {
                text.append(part.getLiteral());
            }

            @Override
            public void visit(SoftLineBreak part) {
                text.append(' ');
            }
        });
        return text.toString();
    }
}
