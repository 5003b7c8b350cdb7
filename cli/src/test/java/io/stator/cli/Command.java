package io.stator.cli;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs commands of this process on one system, and keeps what they write. */
final class Command {
    /** What a command came to. */
    record Outcome(int code, String out, String err) {
        List<String> lines() {
            return out.lines().toList();
        }
    }

    private final Path data;

    Command(Path data) {
        this.data = data;
    }

    /** Runs a command with the option that names the system. */
    Outcome run(String... arguments) {
        return typed("", arguments);
    }

    /** Runs a command that reads this text. */
    Outcome typed(String input, String... arguments) {
        List<String> all = new ArrayList<>(List.of("--data", data.toString()));
        all.addAll(List.of(arguments));
        return bare(input, all.toArray(String[]::new));
    }

    /** Runs a command as it is. */
    static Outcome bare(String input, String... arguments) {
        StringBuilder out = new StringBuilder();
        StringBuilder err = new StringBuilder();
        int code = Main.run(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), out, err, arguments);
        return new Outcome(code, out.toString(), err.toString());
    }
}
