package io.stator.site;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** Writes the Javadoc of the API beside the pages. */
final class WriteJavadoc {
    private WriteJavadoc() {}

    /** Takes the directory of the API's sources, that to write, and the version. */
    public static void main(String[] arguments) throws IOException, URISyntaxException {
        Path annotations = Path.of(NullMarked.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        String title = "Stator " + arguments[2];
        List<String> options = new ArrayList<>(List.of(
                "-quiet",
                "-Xdoclint:none",
                "-notimestamp",
                "-windowtitle",
                title,
                "-doctitle",
                title,
                "-encoding",
                "UTF-8",
                "--module-path",
                annotations.toString(),
                "-d",
                arguments[1]));
        try (Stream<Path> sources = Files.walk(Path.of(arguments[0]))) {
            sources.map(Path::toString).filter(each -> each.endsWith(".java")).forEach(options::add);
        }
        ToolProvider javadoc = ToolProvider.findFirst("javadoc")
                .orElseThrow(() -> new IllegalStateException("the site must be made with a JDK, which has javadoc"));
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said, true);
        int result = javadoc.run(out, out, options.toArray(String[]::new));
        if (result != 0) {
            throw new IllegalStateException("javadoc must end with 0: " + result + "\n" + said);
        }
    }
}
