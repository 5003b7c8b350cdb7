package io.stator.conformance;

import io.stator.edn.EdnReader;
import io.stator.edn.Keyword;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One file of cases, in the format that README.md describes.
 *
 * @param name the name shown in test reports, {@code area/feature}
 * @param path where the file is
 * @param scenarios what it holds
 */
record CaseFile(String name, Path path, List<Scenario> scenarios) {
    private static final String DIRECTORY = "/conformance";
    private static final Set<String> KINDS = Set.of("about", "scenario", "case");
    private static final Set<String> CASE_KEYS = Set.of(
            "case",
            "differs",
            "pro",
            "view",
            "transact",
            "with",
            "query",
            "args",
            "inputs",
            "offset",
            "limit",
            "pull",
            "entity",
            "index",
            "index-pull",
            "range",
            "log",
            "points",
            "sync",
            "anomaly",
            "message",
            "keys",
            "errors",
            "datoms",
            "tempids",
            "rows",
            "count",
            "value",
            "in-order",
            "transactions");

    /** Returns all files, sorted by name. */
    static List<CaseFile> all() {
        try {
            Path directory = Path.of(directory());
            try (Stream<Path> paths = Files.walk(directory)) {
                return paths.filter(path -> path.toString().endsWith(".edn"))
                        .sorted()
                        .map(path ->
                                read(path, directory.relativize(path).toString().replace(".edn", "")))
                        .toList();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static URI directory() {
        try {
            return Objects.requireNonNull(CaseFile.class.getResource(DIRECTORY)).toURI();
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static CaseFile read(Path path, String name) {
        Building building = new Building(path);
        try (Reader source = Files.newBufferedReader(path);
                EdnReader reader = new EdnReader(source)) {
            while (reader.hasNext()) {
                building.add(reader);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return new CaseFile(name, path, building.scenarios);
    }

    /** Returns the address of a case, which terminals and editors turn into a link. */
    String address(Case behaviour) {
        return path + ":" + behaviour.line();
    }

    private static final class Building {
        private final Path path;
        private final List<Scenario> scenarios = new ArrayList<>();
        private final Set<String> names = new HashSet<>();
        private List<?> setup = List.of();
        private List<Case> cases = new ArrayList<>();

        Building(Path path) {
            this.path = path;
        }

        void add(EdnReader reader) {
            Object form = reader.next();
            int line = reader.line();
            if (!(form instanceof Map<?, ?> map)) {
                throw wrong(line, "a form must be a map", form);
            }
            if (map.get(Keyword.of("about")) instanceof String) {
                setup = transactions(map, "setup", line);
            } else if (map.get(Keyword.of("scenario")) instanceof String name) {
                List<Object> given = new ArrayList<>(setup);
                given.addAll(transactions(map, "given", line));
                begin(name, given);
            } else if (map.get(Keyword.of("case")) instanceof String name) {
                addCase(new Case(name, line, map));
            } else {
                throw wrong(line, "a form must have one of the keys " + KINDS, form);
            }
        }

        private void begin(String name, List<?> given) {
            cases = new ArrayList<>();
            scenarios.add(new Scenario(name, given, cases));
        }

        private void addCase(Case behaviour) {
            if (scenarios.isEmpty()) {
                begin("", setup);
            }
            for (Object key : behaviour.form().keySet()) {
                if (!(key instanceof Keyword keyword) || !CASE_KEYS.contains(keyword.name())) {
                    throw wrong(behaviour.line(), "a key of a case must be one of " + CASE_KEYS, key);
                }
            }
            String name = scenarios.get(scenarios.size() - 1).name() + ": " + behaviour.name();
            if (!names.add(name)) {
                throw wrong(behaviour.line(), "names of cases must differ", name);
            }
            cases.add(behaviour);
        }

        private List<?> transactions(Map<?, ?> map, String key, int line) {
            Object transactions = map.get(Keyword.of(key));
            if (transactions == null) {
                return List.of();
            }
            if (transactions instanceof List<?> list) {
                return list;
            }
            throw wrong(line, ":" + key + " must be a vector of transactions", transactions);
        }

        private IllegalArgumentException wrong(int line, String expectation, @Nullable Object value) {
            return new IllegalArgumentException(path + ":" + line + ": " + expectation + ": " + value);
        }
    }
}
