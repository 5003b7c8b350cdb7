package io.stator.cli;

import io.stator.Database;
import io.stator.Datom;
import io.stator.Index;
import java.util.ArrayList;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Completes commands, idents of the database in use, and the words of the query language. */
final class ShellCompleter implements Completer {
    /** The most idents that are offered. */
    static final int IDENTS_MAX = 10_000;

    private static final List<String> WORDS = List.of(
            ":find",
            ":where",
            ":in",
            ":with",
            ":keys",
            ":strs",
            ":syms",
            "not",
            "or",
            "and",
            "not-join",
            "or-join",
            "pull",
            "count",
            "count-distinct",
            "sum",
            "avg",
            "median",
            "min",
            "max",
            "variance",
            "stddev",
            "distinct",
            "sample",
            "rand",
            "get-else",
            "get-some",
            "ground",
            "missing?",
            "tuple",
            "untuple");

    private final Shell shell;
    private List<String> idents = List.of();
    private long identsOf = -1;
    private String identsIn = "";

    ShellCompleter(Shell shell) {
        this.shell = shell;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        candidates(line.word(), line.wordIndex() == 0)
                .forEach(text -> candidates.add(new Candidate(text, text, null, null, null, null, true)));
    }

    /** Returns what a word may become. */
    List<String> candidates(String word, boolean first) {
        List<String> all = new ArrayList<>();
        if (first) {
            all.addAll(shell.commands());
        }
        all.addAll(WORDS);
        all.addAll(idents());
        return all.stream().filter(text -> text.startsWith(word)).toList();
    }

    private List<String> idents() {
        Database database = shell.newest();
        if (database == null) {
            return List.of();
        }
        if (database.t() != identsOf || !database.name().equals(identsIn)) {
            List<String> found = new ArrayList<>();
            for (Datom datom : database.datoms(Index.AEVT, ":db/ident").limit(IDENTS_MAX)) {
                found.add(String.valueOf(datom.v()));
            }
            idents = found;
            identsOf = database.t();
            identsIn = database.name();
        }
        return idents;
    }
}
