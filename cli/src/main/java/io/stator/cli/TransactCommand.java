package io.stator.cli;

import io.stator.Connection;
import io.stator.TxReport;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code stator transact}: adds facts. */
@Command(name = "transact", description = "Transact facts, and show what was added.")
final class TransactCommand extends DatabaseCommand {
    @Parameters(
            paramLabel = "TXDATA",
            description = "The forms of one transaction as an EDN collection; @FILE reads a file, - the input.")
    String data = "";

    @Mixin
    FormatOption format = new FormatOption();

    @Override
    void run(Connection connection) {
        TxReport report = connection.transact(Arguments.text(data, console()));
        show(report, format.format, console());
    }

    /** Writes what a transaction did: its datoms, and on tables also the ids of its tempids. */
    static void show(TxReport report, Format format, Console console) {
        format.write(Answer.datoms(report.txData(), new AttributeNames(report.dbAfter())), console);
        if (format == Format.TABLE) {
            List<List<Object>> ids = new ArrayList<>();
            report.tempids().forEach((tempid, id) -> ids.add(List.of(tempid, id)));
            if (!ids.isEmpty()) {
                console.out().line("");
                format.write(Answer.table(List.of("tempid", "entity"), ids), console);
            }
            console.out().line("t is now " + report.t());
        }
    }
}
