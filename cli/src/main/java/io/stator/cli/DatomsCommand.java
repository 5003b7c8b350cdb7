package io.stator.cli;

import io.stator.Connection;
import io.stator.Database;
import io.stator.Datom;
import io.stator.Index;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stator datoms}: reads an index. */
@Command(
        name = "datoms",
        description = "List the datoms of an index in its order.",
        footerHeading = "%nFor example:%n",
        footer = "  stator datoms --db demo --index avet :movie/release-year 1985")
final class DatomsCommand extends DatabaseCommand {
    @Option(
            names = "--index",
            required = true,
            paramLabel = "INDEX",
            description = "The order: eavt, aevt, avet or vaet.")
    String index = "";

    @Parameters(
            paramLabel = "COMPONENT",
            description = "The first parts of the datoms wanted, in the order of the index, in EDN.")
    List<String> components = new ArrayList<>();

    @Mixin
    TimeOptions time = new TimeOptions();

    @Mixin
    PageOptions page = new PageOptions();

    @Mixin
    FormatOption format = new FormatOption();

    @Override
    void run(Connection connection) {
        Database database = time.view(connection.db());
        Index order = Index.of(index.toLowerCase(java.util.Locale.ROOT));
        Object[] prefix = Arguments.values("component", components).toArray();
        Arguments.tellWords(prefix, console());
        IndexNames.check(connection.db(), order, prefix);
        Cut<Datom> datoms = page.part(database.datoms(order, prefix));
        format.format.write(Answer.datoms(datoms, new AttributeNames(database)), console());
        page.tell(datoms, console());
    }
}
