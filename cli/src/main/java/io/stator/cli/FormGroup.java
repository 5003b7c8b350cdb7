package io.stator.cli;

import io.stator.cli.FormSurvey.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Forms of a file that follow each other and must be in one transaction: mostly one form. Not safe for use by several threads. */
final class FormGroup {
    private final List<Object> forms = new ArrayList<>(1);
    private int[] lines = new int[1];
    private final List<List<Object>> lookups = new ArrayList<>(0);
    private final List<List<Object>> names = new ArrayList<>(0);
    private final List<List<Object>> contested = new ArrayList<>(0);
    private Set<Object> moved = Set.of();
    private Set<Object> blind = Set.of();
    private final boolean whole;
    private @Nullable Kind kind;
    private boolean lookupsAnything;
    private int movedNames;

    /**
     * Makes one without forms.
     *
     * @param whole whether the file says that it is one transaction
     */
    FormGroup(boolean whole) {
        this.whole = whole;
    }

    /** Adds a form. */
    void add(Object form, int line, FormSurvey survey) {
        forms.add(form);
        if (forms.size() > lines.length) {
            lines = Arrays.copyOf(lines, lines.length * 2);
        }
        lines[forms.size() - 1] = line;
        kind = kind == null || kind == survey.kind() ? survey.kind() : Kind.ALONE;
        lookups.addAll(survey.lookups());
        lookupsAnything |= survey.lookupsAnything();
        survey.moved().forEach(this::moves);
        if (!survey.blind().isEmpty()) {
            blind = blind.isEmpty() ? new HashSet<>(4) : blind;
            blind.addAll(survey.blind());
        }
        contested.addAll(survey.contested());
        if (forms.size() > 1) {
            names.subList(movedNames, names.size()).forEach(name -> moves(name.get(0)));
            movedNames = names.size();
            survey.names().forEach(name -> moves(name.get(0)));
            blind.forEach(this::moves);
        }
        names.addAll(survey.names());
    }

    private void moves(Object attribute) {
        moved = moved.isEmpty() ? new HashSet<>(4) : moved;
        moved.add(attribute);
    }

    /** Returns which other groups this one can share a transaction with. */
    Kind kind() {
        return whole || kind == null ? Kind.ALONE : kind;
    }

    List<Object> forms() {
        return forms;
    }

    int[] lines() {
        return Arrays.copyOf(lines, forms.size());
    }

    /** Returns the line of the first form. */
    int firstLine() {
        return lines[0];
    }

    /** Returns the unique attributes and values that entities get. */
    List<List<Object>> names() {
        return names;
    }

    /** Returns the unique attributes of which an entity may lose a value. */
    Set<Object> moved() {
        return moved;
    }

    /** Returns the attributes and values that no second entity can have. */
    List<List<Object>> contested() {
        return contested;
    }

    /** Returns the unique attributes of which entities get values that cannot be told before. */
    Set<Object> blind() {
        return blind;
    }

    /** Returns whether names may mean something else when others are in first. */
    boolean dependsOn(Set<List<Object>> namesOfOthers, Set<Object> movedByOthers, Set<Object> blindOfOthers) {
        if (!Collections.disjoint(blind, movedByOthers) || !Collections.disjoint(moved, blindOfOthers)) {
            return true;
        }
        if (lookupsAnything || (!moved.isEmpty() && names.stream().anyMatch(namesOfOthers::contains))) {
            return true;
        }
        return lookups.stream()
                .anyMatch(lookup -> namesOfOthers.contains(lookup) || movedByOthers.contains(lookup.get(0)));
    }
}
