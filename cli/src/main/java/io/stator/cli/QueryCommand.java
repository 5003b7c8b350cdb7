package io.stator.cli;

import io.stator.Connection;
import io.stator.Database;
import io.stator.Query;
import io.stator.Row;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stator query}: asks a database. */
@Command(
        name = "query",
        description = "Run a Datalog query.",
        footerHeading = "%nFor example:%n",
        footer = {
            "  stator query --db demo '[:find ?name :where [_ :artist/name ?name]]'",
            "  stator query --db demo '[:find ?title . :in $ ?year :where [?m :movie/release-year ?year] "
                    + "[?m :movie/title ?title]]' 1985",
            "  stator query --db demo --explain '[:find ?name :where [_ :artist/name ?name]]'",
            "  stator query --db demo --as-of 1990-01-01 --format csv @query.edn"
        })
final class QueryCommand extends DatabaseCommand {
    @Parameters(
            index = "0",
            paramLabel = "QUERY",
            description = "The query in EDN, as vector or map; @FILE reads it from a file, - from the input.")
    String query = "";

    @Parameters(
            index = "1..*",
            paramLabel = "INPUT",
            description =
                    "A value for each variable of :in after $, in EDN: 1985, '\"text\"', :a/keyword, '[1 2]'; @FILE reads it"
                            + " from a file, such as rules.")
    List<String> inputs = new ArrayList<>();

    @Option(
            names = "--explain",
            description =
                    "Run it, and show what each of its clauses did instead of what it found: rows, facts read, time.")
    boolean explain;

    @Mixin
    TimeOptions time = new TimeOptions();

    @Mixin
    PageOptions page = new PageOptions();

    @Mixin
    FormatOption format = new FormatOption();

    @Override
    void run(Connection connection) {
        Query parsed = Query.parse(Arguments.text(query, console()));
        Object[] values = Arguments.inputs(inputs, console()).toArray();
        Database database = time.view(connection.db());
        Arguments.tellWords(values, console());
        if (explain) {
            Explanation.show(page.all(database.query(parsed, values)).explain(), format.format, console());
            return;
        }
        Cut<Row> rows = page.part(database.query(parsed, values)).ahead(console());
        format.format.write(Answer.of(parsed, rows), console());
        page.tell(rows, console());
    }
}
