package io.stator.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code stator help}: explains a command, or what the manual has a word about. */
@Command(
        name = "help",
        description = "Explain a command, or a word that is in the manual.",
        footerHeading = "%nFor example:%n",
        footer = {
            "  stator help import              all about one command",
            "  stator help manual              the chapters of the manual",
            "  stator help manual queries      one of them",
            "  stator help get-else            what the manual says of a function, an attribute, an error, a limit"
        })
final class HelpCommand implements Runnable {
    private static final String MANUAL = "manual";

    @Parameters(
            arity = "0..*",
            paramLabel = "TOPIC",
            description = "A command, 'manual' with or without a chapter, or a word. Default: all commands")
    List<String> topic = new ArrayList<>();

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public void run() {
        if (spec == null) {
            throw new IllegalStateException("a command must be run by the command line");
        }
        CommandLine all = spec.parent().commandLine();
        String word = String.join(" ", topic);
        CommandLine wanted = topic.isEmpty() ? all : all.getSubcommands().get(word);
        if (wanted != null) {
            wanted.usage(all.getOut());
        } else if (topic.get(0).equals(MANUAL)) {
            all.getOut()
                    .print(topic.size() == 1 ? Manual.index() : Manual.chapter(word.substring(MANUAL.length() + 1)));
        } else {
            about(word, all);
        }
        all.getOut().flush();
    }

    private void about(String word, CommandLine all) {
        if (Manual.chapters().contains(word)) {
            all.getOut().print(Manual.chapter(word));
            return;
        }
        List<String> found = Manual.about(word);
        if (found.isEmpty()) {
            throw new ParameterException(
                    all.getSubcommands().get("help"),
                    "there is no command '" + word + "', only "
                            + String.join(", ", all.getSubcommands().keySet())
                            + "; and the manual has nothing of that name (stator help manual lists its chapters)");
        }
        all.getOut().print(String.join("\n", found));
    }
}
