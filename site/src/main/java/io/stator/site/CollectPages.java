package io.stator.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** Lays out what the generator reads: the pages as they are, what they show, and the menus. */
final class CollectPages {
    private CollectPages() {}

    /** Takes the directory of the source tree, the directory to write, and that of the site, of which nothing older may stay. */
    public static void main(String[] arguments) throws IOException {
        Path root = Path.of(arguments[0]).normalize();
        Path target = Path.of(arguments[1]);
        delete(target);
        delete(Path.of(arguments[2]));
        Pages pages = Pages.of(root);
        for (Map.Entry<Path, String> page : pages.texts().entrySet()) {
            write(target.resolve("markdown").resolve(Places.markdown(page.getKey())), page.getValue());
        }
        for (Path file : pages.files()) {
            write(target.resolve("resources").resolve(Places.file(file)), Files.readString(root.resolve(file)));
        }
        write(target.resolve("site.xml"), descriptor(pages));
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static String descriptor(Pages pages) {
        StringBuilder xml = new StringBuilder("""
                <?xml version="1.0" encoding="UTF-8"?>
                <site xmlns="http://maven.apache.org/SITE/2.0.0" name="Stator">
                  <skin>
                    <groupId>${project.groupId}</groupId>
                    <artifactId>${project.artifactId}</artifactId>
                    <version>${project.version}</version>
                  </skin>
                  <body>
                """);
        pages.menus().forEach((name, items) -> {
            xml.append("    <menu name=\"").append(name).append("\">\n");
            items.forEach((page, title) -> xml.append("      <item name=\"")
                    .append(escaped(title))
                    .append("\" href=\"")
                    .append(Places.address(Places.html(page)))
                    .append("\"/>\n"));
            xml.append("    </menu>\n");
        });
        xml.append("""
                    <menu name="API">
                      <item name="Javadoc of io.stator" href="javadoc/index.html"/>
                    </menu>
                """);
        return xml.append("  </body>\n</site>\n").toString();
    }

    private static String escaped(String text) {
        return text.replace("`", "").replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
