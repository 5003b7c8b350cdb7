package io.stator;

import io.stator.edn.Edn;
import io.stator.edn.EdnException;
import io.stator.edn.EdnOptions;
import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import io.stator.spi.FormKey;
import io.stator.spi.GivenValues;
import io.stator.spi.Require;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A query, read and checked once, reusable with any inputs; immutable.
 *
 * <pre>{@code
 * static final Query BEFORE = Query.parse("[:find ?title :in $ ?year :where [?m :movie/title ?title] [?m :movie/year ?y] [(< ?y ?year)]]");
 *
 * List<String> titles = db.query(BEFORE, 1985).as(String.class).list();
 * }</pre>
 *
 * <p>Queries are equal when nothing in them differs but the form, the order of the sections and the layout: a list is not a vector, 1 not
 * 1N. Equal queries of one layout share one plan.
 *
 * <p>Its methods never wait.
 *
 * <p>In the manual: {@code docs/manual/queries.md}, or {@code stator help manual queries}.
 */
public final class Query {
    private static final Keyword FIND = Keyword.of("find");
    private static final Keyword WITH = Keyword.of("with");
    private static final Keyword IN = Keyword.of("in");
    private static final Keyword WHERE = Keyword.of("where");
    private static final Keyword TIMEOUT = Keyword.of("timeout");
    private static final List<Keyword> RETURN_MAPS =
            List.of(Keyword.of("keys"), Keyword.of("strs"), Keyword.of("syms"));
    private static final Set<Keyword> SECTIONS =
            Set.of(FIND, WITH, IN, WHERE, TIMEOUT, RETURN_MAPS.get(0), RETURN_MAPS.get(1), RETURN_MAPS.get(2));

    private final Map<Keyword, List<?>> sections;
    private final int hash;
    private final boolean hasBytes;

    private Query(Map<Keyword, List<?>> sections) {
        this.sections = sections;
        this.hash = hash(sections);
        this.hasBytes = Forms.thaw(sections) != sections;
    }

    /**
     * Returns the query written in EDN, in list or map form. Keys of the map form that queries do not know are ignored.
     *
     * @throws Anomaly.Incorrect when it is malformed, naming line and column
     */
    public static Query parse(String edn) {
        Object form;
        try {
            form = Edn.read(Require.present(edn, "edn"), EdnOptions.defaults().queryForms());
        } catch (EdnException malformed) {
            throw EdnErrors.incorrect("query", malformed);
        }
        return of(form);
    }

    /**
     * Returns the query given as text, a list or a map (which are copied), or a {@code Query}.
     *
     * @throws Anomaly.Incorrect when it is none of these, or malformed; the clauses are read when it is first asked
     */
    public static Query of(@Nullable Object query) {
        if (query instanceof Query checked) {
            return checked;
        }
        if (query instanceof String text) {
            return parse(text);
        }
        Object form = Forms.freezeQuery(query);
        Map<Keyword, List<?>> sections;
        if (form instanceof List<?> list) {
            sections = listForm(list);
        } else if (form instanceof Map<?, ?> map) {
            sections = mapForm(map);
        } else {
            throw new Anomaly.Incorrect("query must be EDN text, a list or a map: query=" + Edn.describe(query));
        }
        check(sections, form);
        sections.replaceAll((name, elements) -> EdnVector.copyOf(elements));
        return new Query(Collections.unmodifiableMap(sections));
    }

    private static int hash(Map<Keyword, List<?>> sections) {
        int hash = 0;
        for (Map.Entry<Keyword, List<?>> section : sections.entrySet()) {
            hash += section.getKey().hashCode() ^ FormKey.hash(section.getValue());
        }
        return hash;
    }

    private static @Nullable Keyword section(@Nullable Object element) {
        Keyword name = GivenValues.keyword(element);
        return name != null && SECTIONS.contains(name) ? name : null;
    }

    private static Map<Keyword, List<?>> listForm(List<?> list) {
        Map<Keyword, List<?>> sections = new LinkedHashMap<>();
        List<@Nullable Object> current = null;
        for (Object element : list) {
            Keyword section = section(element);
            if (section != null) {
                current = new ArrayList<>();
                put(sections, section, Collections.unmodifiableList(current), list);
            } else if (current == null) {
                throw EdnErrors.incorrect("query must start with :find, got " + Edn.describe(element), list);
            } else {
                current.add(element);
            }
        }
        return sections;
    }

    private static Map<Keyword, List<?>> mapForm(Map<?, ?> map) {
        Map<Keyword, List<?>> sections = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            Keyword section = section(key);
            if (section == null) {
                return;
            }
            if (value instanceof List<?> list) {
                put(sections, section, list, map);
            } else if (section.equals(TIMEOUT) && value != null) {
                put(sections, section, List.of(value), map);
            } else {
                throw EdnErrors.incorrect(
                        "the value of " + section + " in a query must be a list: value=" + Edn.describe(value), map);
            }
        });
        return sections;
    }

    private static void put(Map<Keyword, List<?>> sections, Keyword section, List<?> elements, Object form) {
        if (sections.put(section, elements) != null) {
            throw EdnErrors.incorrect("each section of a query may be given once: section=" + section, form);
        }
    }

    private static void check(Map<Keyword, List<?>> sections, Object form) {
        List<?> find = sections.getOrDefault(FIND, List.of());
        if (find.isEmpty()) {
            throw EdnErrors.incorrect("No :find clause specified", form);
        }
        if (!sections.containsKey(IN) && !sections.containsKey(WHERE)) {
            throw EdnErrors.incorrect("No :in or :where clause specified", form);
        }
        List<Keyword> returnMaps =
                RETURN_MAPS.stream().filter(sections::containsKey).toList();
        if (returnMaps.size() > 1) {
            throw EdnErrors.incorrect(
                    "a query may have one of :keys, :strs and :syms, got " + Edn.describe(returnMaps), form);
        }
        for (Keyword kind : returnMaps) {
            int names = sections.getOrDefault(kind, List.of()).size();
            if (names != find.size()) {
                throw EdnErrors.incorrect(
                        "Count of :keys/:strs/:syms must match count of :find: " + kind + " has " + names
                                + ", :find has " + find.size(),
                        form);
            }
        }
        for (Object clause : sections.getOrDefault(WHERE, List.of())) {
            if (!(clause instanceof List<?>)) {
                throw EdnErrors.incorrect(
                        "each clause of :where must be a list or vector: clause=" + Edn.describe(clause), form);
            }
        }
        checkTimeout(sections.get(TIMEOUT), form);
    }

    private static void checkTimeout(@Nullable List<?> timeout, Object form) {
        if (timeout == null) {
            return;
        }
        Object only = timeout.size() == 1 ? timeout.get(0) : null;
        if (!(only instanceof Long || only instanceof Integer)) {
            throw EdnErrors.incorrect(
                    ":timeout of a query must be one number of milliseconds: timeout=" + Edn.describe(timeout), form);
        }
        if (((Number) only).longValue() < 0) {
            throw EdnErrors.incorrect(":timeout of a query must be >= 0: timeout=" + only, form);
        }
    }

    /** Returns the sections in the order they were written: {@code :find}, {@code :where}, and so on, each a list. Never fails. */
    public Map<Keyword, List<?>> sections() {
        return hasBytes ? Forms.thaw(sections) : sections;
    }

    /**
     * Returns the elements of a section such as {@code "where"}; empty when the query has none.
     *
     * @throws Anomaly.Incorrect when the name is no keyword
     */
    public List<?> section(String name) {
        List<?> section = sections.getOrDefault(Require.keyword(name, "name"), List.of());
        return hasBytes ? Forms.thaw(section) : section;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (!(other instanceof Query query) || hash != query.hash || sections.size() != query.sections.size()) {
            return false;
        }
        return this == query
                || sections.entrySet().stream()
                        .allMatch(
                                section -> FormKey.areEqual(section.getValue(), query.sections.get(section.getKey())));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return Forms.text(sections);
    }
}
