package io.stator.dynamodb.junit;

import java.io.File;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Where the classes of DynamoDB Local are: the jars on the class path of the tests. */
record LocalClassPath(List<Path> entries, Path sqlite) {
    static final String SERVER = "software.amazon.dynamodb.services.local.main.ServerRunner";
    private static final String SQLITE = "com.almworks.sqlite4java.SQLite";
    private static final List<String> PROPERTIES =
            List.of("surefire.test.class.path", "java.class.path", "jdk.module.path");

    private static final String MISSING = """
            DynamoDB Local must be on the class path of the tests, but %s is not. Add it to your build, with test scope:
              Maven:
                <dependency>
                  <groupId>software.amazon.dynamodb</groupId>
                  <artifactId>DynamoDBLocal</artifactId>
                  <version>3.3.1</version>
                  <scope>test</scope>
                </dependency>
              Gradle:
                testImplementation("software.amazon.dynamodb:DynamoDBLocal:3.3.1")
            and import the BOM software.amazon.awssdk:bom (2.54.13) so that its AWS modules and yours have one version""";

    LocalClassPath {
        entries = List.copyOf(entries);
    }

    /** Returns the class path of the running tests; fails with the coordinates to add if DynamoDB Local is not on it. */
    static LocalClassPath find(ClassLoader loader) {
        Path server = jarOf(SERVER, loader);
        Path sqlite = jarOf(SQLITE, loader);
        Set<Path> entries = new LinkedHashSet<>();
        for (String property : PROPERTIES) {
            addAll(entries, System.getProperty(property, ""));
        }
        addLoaders(entries, loader);
        entries.add(server);
        entries.add(sqlite);
        // Directories hold the classes and the logging configuration of the program under test: not for the server.
        List<Path> jars = new ArrayList<>(
                entries.stream().filter(path -> !Files.isDirectory(path)).toList());
        jars.add(own());
        return new LocalClassPath(jars, sqlite);
    }

    private static Path jarOf(String type, ClassLoader loader) {
        URL resource = loader.getResource(type.replace('.', '/') + ".class");
        if (resource == null) {
            throw new IllegalStateException(MISSING.formatted(type));
        }
        try {
            if (resource.openConnection() instanceof JarURLConnection connection) {
                return Path.of(connection.getJarFileURL().toURI());
            }
            throw new IllegalStateException("the class " + type + " must come from a jar file: " + resource);
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException("the jar file of " + type + " must be readable: " + resource, e);
        }
    }

    private static void addAll(Set<Path> entries, String classPath) {
        for (String entry : classPath.split(File.pathSeparator, -1)) {
            if (!entry.isEmpty()) {
                add(entries, entry);
            }
        }
    }

    private static void add(Set<Path> entries, String entry) {
        try {
            Path path = Path.of(entry).toAbsolutePath();
            if (Files.exists(path)) {
                entries.add(path);
            }
        } catch (InvalidPathException e) {
            throw new IllegalStateException("an entry of the class path must be a file: " + entry, e);
        }
    }

    private static void addLoaders(Set<Path> entries, ClassLoader loader) {
        for (ClassLoader each = loader; each != null; each = each.getParent()) {
            if (each instanceof URLClassLoader urls) {
                for (URL url : urls.getURLs()) {
                    if (url.getProtocol().equals("file")) {
                        add(entries, Path.of(URI.create(url.toString())).toString());
                    }
                }
            }
        }
    }

    private static Path own() {
        CodeSource source = LocalMain.class.getProtectionDomain().getCodeSource();
        if (source == null) {
            throw new IllegalStateException("the class path must name the jar of " + LocalMain.class.getName());
        }
        try {
            return Path.of(source.getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("this library must be in a file: " + source.getLocation(), e);
        }
    }
}
