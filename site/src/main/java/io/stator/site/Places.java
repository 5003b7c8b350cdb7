package io.stator.site;

import java.nio.file.Path;

/** Where what the source tree has stands in the site: in the same folders, with a README as the first page of its folder. */
final class Places {
    private static final String PAGE = ".md";
    private static final String HTML = ".html";
    private static final String PICTURE = ".svg";
    private static final String README = "README" + PAGE;

    private Places() {}

    /** Returns whether a file of the source tree is a page. */
    static boolean isPage(Path file) {
        return file.toString().endsWith(PAGE);
    }

    /** Returns the path under which the generator finds a page. */
    static Path markdown(Path page) {
        return page.endsWith(README) ? page.resolveSibling("index" + PAGE) : page;
    }

    /** Returns the place of a page, from the root of the site. */
    static Path html(Path page) {
        String name = markdown(page).getFileName().toString();
        return page.resolveSibling(name.substring(0, name.length() - PAGE.length()) + HTML);
    }

    /** Returns the place of a file that is no page: pictures keep their names, others are called so that browsers show them. */
    static Path file(Path file) {
        return file.toString().endsWith(PICTURE) ? file : file.resolveSibling(file.getFileName() + ".txt");
    }

    /** Returns a path as it is written in addresses. */
    static String address(Path path) {
        return path.toString().replace('\\', '/');
    }
}
