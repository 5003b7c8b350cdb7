package io.stator.cli;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command without a subcommand: the options that all share. */
@Command(
        name = "stator",
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "An immutable, time-travelling Datalog database.%n",
        subcommands = {
            DemoCommand.class,
            DatabasesCommand.class,
            CreateCommand.class,
            DeleteCommand.class,
            ImportCommand.class,
            ExportCommand.class,
            MigrateCommand.class,
            TransactCommand.class,
            QueryCommand.class,
            PullCommand.class,
            DatomsCommand.class,
            SchemaCommand.class,
            LogCommand.class,
            HistoryCommand.class,
            StatsCommand.class,
            ShellCommand.class,
            BackupCommand.class,
            BackupsCommand.class,
            RestoreCommand.class,
            CopyCommand.class,
            VerifyCommand.class,
            CompactCommand.class,
            StorageCommand.class,
            ServeCommand.class,
            KeyCommand.class,
            CompletionCommand.class,
            DynamoDbLocalCommand.class,
            HelpCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:all went well",
            " 1:incorrect: the query, the data, a file or the value of an option is wrong; fix it",
            " 2:the command line is none: an unknown command or option, a missing argument, a number that is none",
            " 3:not-found: there is no such file, system, database or entity",
            " 4:busy: another process has the system open, or too much is going on; try again later",
            " 5:unavailable: no answer in time, or the storage does not work",
            " 6:conflict: the transaction disagrees with what is in the database",
            " 7:forbidden or unsupported: this is not allowed, or not offered",
            "70:fault: damaged data, or a mistake in this program",
            "130:interrupted, as by Ctrl-C"
        },
        footerHeading = "%nStart with:%n",
        footer = {
            "  stator demo                                  a tour on real facts, in a minute",
            "  stator shell --db demo                       go on from there",
            "  stator help import                           all about one command"
        })
final class StatorCommand {
    static final String DATA_DEFAULT = "./stator-data";

    private final Console console;

    @Option(
            names = "--data",
            paramLabel = "PATH",
            type = Path.class,
            converter = Place.OfText.class,
            scope = ScopeType.INHERIT,
            description = "The system to use: a directory, its file, or a URI: file:/path,"
                    + " jdbc:postgresql://host/database?user=me, dynamodb://region/table, mem: for one that is gone with the command. Default: "
                    + DATA_DEFAULT)
    Place data = new Place(DATA_DEFAULT);

    @Option(
            names = "--read-only",
            scope = ScopeType.INHERIT,
            description =
                    "Only read the system, also while another process has it open or where it cannot be written to.")
    boolean readOnly;

    @Mixin
    SystemOptions system = new SystemOptions();

    @Mixin
    RemoteOptions remote = new RemoteOptions();

    @Option(
            names = "--timing",
            scope = ScopeType.INHERIT,
            description = "Tell how long the command took with the system open.")
    boolean timing;

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Show the whole anomaly and where an error comes from.")
    boolean verbose;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version.")
    boolean version;

    StatorCommand(Console console) {
        this.console = console;
    }

    Console console() {
        return console;
    }
}
