package io.stator.cli;

import io.stator.Client;
import io.stator.Stator;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * Commands of the {@code stator} command line and of its shell, as the manual has them, on one system of its own. Not safe for use by
 * several threads.
 */
public final class TypedCommands implements AutoCloseable {
    /** Commands that only end when they are told to: it is looked whether they are such. */
    private static final Set<String> ENDLESS = Set.of("serve", "dynamodb-local", "shell");

    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"((?:[^\"\\\\]|\\\\.)*)\"|(\\S+)");
    private static final String PROGRAM = "./stator";

    private final Path directory;
    private final String database;
    private final StringBuilder said = new StringBuilder();
    private final Console console = Console.of(new ByteArrayInputStream(new byte[0]), said, said);
    private @Nullable Client client;
    private @Nullable Shell shell;

    /** Makes them for a directory, where the system is, and files that commands name; the shell uses a database there. */
    public TypedCommands(Path directory, String database) {
        this.directory = directory;
        this.database = database;
    }

    /** Makes the system of a directory with the database of the tour. */
    public static void demo(Path directory) {
        try (TypedCommands commands = new TypedCommands(directory, "")) {
            commands.run(PROGRAM + " demo");
        }
    }

    /** Returns what the shell answers to a text that is typed. */
    public String typed(String text) {
        said.setLength(0);
        if (shell == null || client == null) {
            client = Stator.open(data());
            shell = new Shell(client, console);
            if (client.listDatabases().contains(database)) {
                shell.use(database);
            }
        }
        TypedText typed = new TypedText("the page", new StringReader(text));
        for (String piece = typed.next(); piece != null; piece = typed.next()) {
            try {
                shell.executeTimed(piece);
            } catch (RuntimeException failure) {
                console.out().line(Failures.line(Failures.anomaly(failure)));
            }
            console.out().flush();
            console.err().flush();
        }
        return said.toString();
    }

    /** Returns what a command line writes, its errors last. */
    public String run(String line) {
        close();
        List<String> words = words(line);
        if (words.isEmpty() || !words.get(0).equals(PROGRAM)) {
            throw new IllegalArgumentException("a command line must begin with " + PROGRAM + ": " + line);
        }
        List<String> arguments = new ArrayList<>(words.subList(1, words.size()));
        if (!words.contains("--data")) {
            arguments.addAll(0, List.of("--data", data().toString()));
        }
        if (words.stream().anyMatch(ENDLESS::contains)) {
            commandLine().parseArgs(arguments.toArray(String[]::new));
            return "";
        }
        StringBuilder out = new StringBuilder();
        StringBuilder err = new StringBuilder();
        byte[] nothing = "".getBytes(StandardCharsets.UTF_8);
        int code = Main.run(new ByteArrayInputStream(nothing), out, err, arguments.toArray(String[]::new));
        // how far a long command has come is for who watches it
        Supplier<String> errors = () -> code == ExitCode.OK ? "" : err.toString();
        return (out + errors.get()).replace(directory + "/", "./").replace(directory.toString(), ".");
    }

    private Path data() {
        return directory.resolve("stator-data");
    }

    /** Returns the words of a command line; those that name a file of the directory are its path. */
    private List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(line);
        while (matcher.find()) {
            String word = matcher.group(1) != null
                    ? matcher.group(1)
                    : matcher.group(2) != null ? matcher.group(2).replaceAll("\\\\(.)", "$1") : matcher.group(3);
            words.add(words.isEmpty() ? word : placed(word));
        }
        return words;
    }

    private String placed(String word) {
        String mark = word.startsWith("@") ? "@" : "";
        String name = word.substring(mark.length());
        boolean isFile = name.startsWith("./")
                || (name.matches("[\\w.-]+") && Files.exists(directory.resolve(name)) && name.contains("."));
        return isFile ? mark + directory.resolve(name).normalize() : word;
    }

    /** Lets go of the system. */
    @Override
    public void close() {
        shell = null;
        if (client != null) {
            client.close();
            client = null;
        }
    }

    /** Returns the commands of the command line, with the names of their own options. */
    public static CommandLine commandLine() {
        StringBuilder unread = new StringBuilder();
        return new CommandLine(new StatorCommand(Console.of(new ByteArrayInputStream(new byte[0]), unread, unread)))
                .setCaseInsensitiveEnumValuesAllowed(true);
    }
}
