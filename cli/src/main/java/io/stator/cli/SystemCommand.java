package io.stator.cli;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Stator;
import io.stator.SystemConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParentCommand;

/** A command on a system of databases. */
abstract class SystemCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable StatorCommand parent;

    /** Returns the options that all commands share. */
    final StatorCommand shared() {
        if (parent == null) {
            throw new IllegalStateException("a command must be run by the command line");
        }
        return parent;
    }

    /** Returns what the command reads from and writes to. */
    final Console console() {
        return shared().console();
    }

    /** Opens the system that is there. */
    final Client open() {
        Path data = shared().data;
        if (Files.notExists(data)) {
            throw new Anomaly.NotFound("there is no system at " + data
                    + ": make one with 'stator demo' or 'stator import', or say where it is with --data PATH");
        }
        return Stator.open(data, config());
    }

    /** Opens the system, which is made when there is none. */
    final Client openOrCreate() {
        return Stator.open(shared().data, config());
    }

    private SystemConfig config() {
        return shared().system.config(System.getenv(SystemOptions.LIMITS_VARIABLE));
    }
}
