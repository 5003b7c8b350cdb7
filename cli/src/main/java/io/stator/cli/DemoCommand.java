package io.stator.cli;

import io.stator.Client;
import picocli.CommandLine.Command;

/** {@code stator demo}: the tour. */
@Command(
        name = "demo",
        description = "Take a tour on real facts; it leaves a database 'demo' to go on with, made anew each time.")
final class DemoCommand extends SystemCommand {
    private static final String CALLED_AS = "stator.command";
    private static final String CALLED_AS_DEFAULT = "./stator";

    @Override
    public Integer call() {
        String data = shared().data.toString();
        String commandLine = System.getProperty(CALLED_AS, CALLED_AS_DEFAULT)
                + (shared().remote.isRemote()
                        ? shared().remote.asTyped()
                        : data.equals(StatorCommand.DATA_DEFAULT) ? "" : " --data " + quoted(data));
        try (Client client = openOrCreate()) {
            new Demo(client, console(), commandLine).run();
        }
        return ExitCode.OK;
    }

    /** Returns a path as it is typed in a shell. */
    static String quoted(String path) {
        return path.matches("[\\w./+@:,-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
    }
}
