package io.stator.cli;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Datom;
import io.stator.Index;
import io.stator.Pull;
import io.stator.Query;
import io.stator.Results;
import io.stator.Row;
import io.stator.TimePoint;
import io.stator.TxData;
import io.stator.edn.Edn;
import io.stator.edn.EdnException;
import io.stator.edn.EdnOptions;
import io.stator.edn.Keyword;
import io.stator.spi.Require;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What the shell does with each complete piece of text: commands, and queries as they are. Not safe for use by several threads. */
final class Shell {
    private static final Keyword FIND = Keyword.of("find");
    /** How deep files that are read may read others. */
    static final int READ_DEPTH_MAX = 16;

    private static final String MORE = "limit -1 shows all";
    private static final String INPUTS_FOLLOW = "; inputs of a query follow its last bracket on the same line";

    /** A command: what it takes, what it does, and how. */
    private record Action(String takes, String does, java.util.function.Consumer<String> run) {}

    private final Client client;
    private final Console console;
    private final Map<String, Action> actions = new LinkedHashMap<>();
    private @Nullable Connection connection;
    private UnaryOperator<Database> view = database -> database;
    private String viewName = "";
    private Format format = Format.TABLE;
    private long limit = Results.NO_LIMIT;
    private boolean timing;
    private int reading;
    private boolean ended;

    Shell(Client client, Console console) {
        this.client = client;
        this.console = console;
        actions.put("help", new Action("", "show this", text -> help()));
        actions.put("databases", new Action("", "list the databases", text -> databases()));
        actions.put("use", new Action("NAME", "go on with another database", this::use));
        actions.put("create", new Action("NAME", "create a database and use it", this::create));
        actions.put("schema", new Action("[NAME]", "show the attributes, one, or those of a namespace", this::schema));
        actions.put("stats", new Action("", "count the datoms", text -> StatsCommand.show(db(), format, console)));
        actions.put("query", new Action("[:find ...] INPUT...", "run a query ('query' may be left out)", this::query));
        actions.put(
                "explain", new Action("[:find ...] INPUT...", "run a query, tell what its clauses do", this::explain));
        actions.put("transact", new Action("[{...} ...]", "add facts", this::transact));
        actions.put("pull", new Action("[PATTERN] ENTITY", "show an entity", this::pull));
        actions.put("datoms", new Action("INDEX COMPONENT...", "read eavt, aevt, avet or vaet", this::datoms));
        actions.put("as-of", new Action("TIME", "see the database as it was", text -> at("as of", text)));
        actions.put("since", new Action("TIME", "see what was added after a time", text -> at("since", text)));
        actions.put("history", new Action("[ENTITY]", "see all time, or all that was ever said of one", this::history));
        actions.put("log", new Action("[FROM [TO]]", "show transactions, oldest first", this::log));
        actions.put("sync", new Action("", "look for what another process has committed", text -> sync()));
        actions.put("now", new Action("", "see the newest database again", text -> now()));
        actions.put("format", new Action("table|edn|json|csv", "write answers in another way", this::format));
        actions.put("limit", new Action("N", "write at most N rows; -1 for all", this::limit));
        actions.put("timing", new Action("on|off", "tell how long each command takes", this::timing));
        actions.put("read", new Action("FILE", "do what a file says, as if it were typed", this::read));
        actions.put("quit", new Action("", "end (so does Ctrl-D)", text -> ended = true));
    }

    /** Returns the names of the commands. */
    Collection<String> commands() {
        return actions.keySet();
    }

    /** Returns the newest value of the database in use, or null when none is. */
    @Nullable
    Database newest() {
        return connection == null ? null : connection.db();
    }

    /** Returns whether the shell was told to end. */
    boolean hasEnded() {
        return ended;
    }

    /** Returns what to show before the text that is typed. */
    String prompt() {
        return (connection == null ? "stator" : connection.name()) + viewName + "> ";
    }

    /** Does what a complete piece of text says. */
    void execute(String text) {
        String stripped = FormBalance.withoutComments(text).strip();
        if (stripped.isEmpty()) {
            return;
        }
        if ("[({#".indexOf(stripped.charAt(0)) >= 0) {
            query(stripped);
            return;
        }
        String[] words = stripped.split("\\s+", 2);
        String name = words[0].replaceFirst("^[:.]", "").toLowerCase(Locale.ROOT);
        Action action = actions.get(name.equals("exit") ? "quit" : name);
        if (action == null) {
            throw new Anomaly.Incorrect(
                    "there is no command '" + words[0] + "': type help, or a query such as [:find ...]"
                            + (Character.isLetter(words[0].codePointAt(0)) ? "" : INPUTS_FOLLOW));
        }
        action.run().accept(words.length > 1 ? words[1] : "");
    }

    /** Does what a complete piece of text says, and tells how long it took where that is wanted. */
    void executeTimed(String text) {
        long start = System.nanoTime();
        execute(text);
        if (timing && !FormBalance.withoutComments(text).isBlank()) {
            console.out().flush();
            console.err().line(SystemCommand.took(System.nanoTime() - start));
        }
    }

    /** Uses a database. */
    void use(String name) {
        connection = client.connect(required(name, "use NAME"));
        now();
    }

    private void create(String name) {
        client.createDatabase(required(name, "create NAME"));
        use(name);
    }

    private Connection connection() {
        if (connection == null) {
            throw new Anomaly.Incorrect(
                    "no database is in use: type use NAME, one of " + String.join(", ", client.listDatabases()));
        }
        return connection;
    }

    private void sync() {
        console.out().line("t is now " + connection().sync().t());
    }

    private Database db() {
        return view.apply(connection().db());
    }

    private void help() {
        console.out()
                .line("Type a query, or a command; text goes on over several lines until its brackets are closed.\n");
        actions.forEach((name, action) -> console.out()
                .line(String.format(Locale.ROOT, "  %-32s %s", name + " " + action.takes(), action.does())));
    }

    private void databases() {
        List<List<Object>> rows =
                client.listDatabases().stream().map(List::<Object>of).toList();
        format.write(Answer.table(List.of("database"), rows), console);
    }

    private void schema(String name) {
        SchemaTable.show(db(), name, format, console);
    }

    /** A query that was typed, and its inputs. */
    private record Asked(Query query, Object[] inputs) {}

    private void query(String text) {
        Asked asked = asked(text);
        if (asked != null) {
            Cut<Row> rows = new Cut<>(db().query(asked.query, asked.inputs), limit).ahead(console);
            format.write(Answer.of(asked.query, rows), console);
            rows.tell(console, MORE);
        }
    }

    private void explain(String text) {
        Asked asked = asked(required(text, "explain [:find ...] INPUT..."));
        if (asked != null) {
            Explanation.show(db().query(asked.query, asked.inputs).explain(), format, console);
        }
    }

    /** Returns the query of a text; null when there are only forms in it that are left out. */
    private @Nullable Asked asked(String text) {
        List<@Nullable Object> forms = forms(FileInputs.expand(text, console));
        if (forms.isEmpty() && !text.isBlank()) {
            return null; // nothing but forms that are marked as left out
        }
        if (forms.isEmpty() || !isQuery(forms.get(0))) {
            throw new Anomaly.Incorrect(
                    "expected a query such as [:find ...]; type transact before transaction data, help for the commands"
                            + INPUTS_FOLLOW);
        }
        Query query = Query.of(forms.get(0));
        Object[] inputs = forms.subList(1, forms.size()).toArray();
        Arguments.tellWords(inputs, console);
        return new Asked(query, inputs);
    }

    private static boolean isQuery(@Nullable Object form) {
        return (form instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof Keyword)
                || (form instanceof Map<?, ?> map && map.containsKey(FIND));
    }

    private void transact(String text) {
        TransactCommand.show(connection().transact(TxData.parse(text)), format, console);
    }

    private void pull(String text) {
        List<@Nullable Object> forms = forms(text);
        Object entity = forms.size() == 2 ? forms.get(1) : null;
        if (entity == null) {
            throw new Anomaly.Incorrect(
                    "pull takes a pattern and an entity, such as: pull [*] [:movie/title \"Alien\"]");
        }
        Format shown = format == Format.TABLE ? Format.EDN : format;
        Database database = db();
        Pull pattern = Pull.of(forms.get(0));
        PullCommand.show(database.pull(pattern, TimeTable.existing(database, entity)), shown, console);
    }

    private void datoms(String text) {
        List<@Nullable Object> forms = forms(text);
        if (forms.isEmpty()) {
            throw new Anomaly.Incorrect(
                    "datoms takes an index and components, such as: datoms avet :movie/title \"Alien\"");
        }
        Database database = db();
        Object[] components = forms.subList(1, forms.size()).toArray();
        Index index = Index.of(String.valueOf(forms.get(0)));
        Arguments.tellWords(components, console);
        IndexNames.check(connection().db(), index, components);
        Cut<Datom> datoms = new Cut<>(database.datoms(index, components), limit);
        format.write(Answer.datoms(datoms, new AttributeNames(database)), console);
        datoms.tell(console, MORE);
    }

    private void at(String name, String text) {
        TimePoint time = TimePoint.of(Arguments.timePoint(required(text, name.replace(' ', '-') + " TIME")));
        view = name.equals("since") ? database -> database.since(time) : database -> database.asOf(time);
        viewName = " " + name + " " + text.strip();
    }

    private void history(String text) {
        if (!text.isBlank()) {
            Object entity = Arguments.value("entity", text);
            if (entity == null) {
                throw new Anomaly.Incorrect("history takes an entity, such as: history [:movie/title \"Alien\"]");
            }
            TimeTable.history(connection().db(), entity, format, console);
            return;
        }
        view = Database::history;
        viewName = " history";
    }

    private void now() {
        view = database -> database;
        viewName = "";
    }

    private void format(String name) {
        for (Format candidate : Format.values()) {
            if (candidate.name().equalsIgnoreCase(name.strip())) {
                format = candidate;
                return;
            }
        }
        throw new Anomaly.Incorrect("format must be one of table, edn, json and csv: format=" + name);
    }

    private void log(String text) {
        String[] times = text.isBlank() ? new String[0] : text.strip().split("\\s+");
        if (times.length > 2) {
            throw new Anomaly.Incorrect("log takes at most two times, such as: log 2020-01-01 2021-01-01");
        }
        TimeTable.log(
                connection(),
                times.length > 0 ? Arguments.timePoint(times[0]) : null,
                times.length > 1 ? Arguments.timePoint(times[1]) : null,
                limit,
                format,
                console);
    }

    private void timing(String text) {
        String wanted = required(text, "timing on|off");
        if (!wanted.equals("on") && !wanted.equals("off")) {
            throw new Anomaly.Incorrect("timing must be on or off: timing=" + wanted);
        }
        timing = wanted.equals("on");
    }

    /** Makes each command tell, or not, how long it takes. */
    void tellTimes(boolean wanted) {
        timing = wanted;
    }

    private void read(String text) {
        String file = required(text, "read FILE");
        if (reading == READ_DEPTH_MAX) {
            throw new Anomaly.Incorrect(
                    "files must be read by files at most " + READ_DEPTH_MAX + " deep: file=" + file);
        }
        reading++;
        try {
            TypedText typed = new TypedText(file, new StringReader(Arguments.text("@" + file, console)));
            for (String piece = typed.next(); piece != null && !ended; piece = typed.next()) {
                executeTimed(piece);
                console.out().flush();
            }
        } finally {
            reading--;
        }
    }

    private void limit(String text) {
        try {
            limit = Require.least(Long.parseLong(text.strip()), Results.NO_LIMIT, "limit");
        } catch (NumberFormatException notANumber) {
            throw new Anomaly.Incorrect("limit must be a number, -1 for all: limit=" + text, Map.of(), notANumber);
        }
    }

    private static List<@Nullable Object> forms(String text) {
        try {
            return new ArrayList<>(Edn.readAll(text, EdnOptions.defaults().queryForms()));
        } catch (EdnException malformed) {
            throw Failures.anomaly(malformed);
        }
    }

    private static String required(String text, String usage) {
        if (text.isBlank()) {
            throw new Anomaly.Incorrect("expected: " + usage);
        }
        return text.strip();
    }
}
