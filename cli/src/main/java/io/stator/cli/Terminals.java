package io.stator.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Whether the streams of this process are terminals, and how wide the terminal is, found without loading a terminal library. */
final class Terminals {
    /** The width taken for granted when the terminal does not tell. */
    static final int WIDTH_DEFAULT = 80;

    private static final int HEIGHT_DEFAULT = 24;
    private static final int HEIGHT_MIN = 4;
    private static final int WIDTH_MIN = 20;
    private static final int COMMAND_SECONDS_MAX = 2;
    private static final File DESCRIPTORS = new File("/proc/self/fd");
    private static final File TERMINAL = new File("/dev/tty");

    private Terminals() {}

    /** Returns whether a file descriptor (0 input, 1 output, 2 error) is a terminal. */
    static boolean isTerminal(int descriptor) {
        if (DESCRIPTORS.isDirectory()) {
            try {
                String target = Files.readSymbolicLink(Path.of(DESCRIPTORS.getPath(), String.valueOf(descriptor)))
                        .toString();
                return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
            } catch (IOException | RuntimeException unknown) {
                return false;
            }
        }
        return System.console() != null && TERMINAL.exists();
    }

    /** Returns the columns of the terminal. */
    static int width() {
        int width = number(System.getenv("COLUMNS"));
        if (width < WIDTH_MIN) {
            String size = size();
            width = size == null ? 0 : number(size.substring(size.indexOf(' ') + 1));
        }
        return width < WIDTH_MIN ? WIDTH_DEFAULT : width;
    }

    /** Returns the lines of the terminal. */
    static int height() {
        String size = size();
        int height = size == null ? 0 : number(size.substring(0, Math.max(0, size.indexOf(' '))));
        return height < HEIGHT_MIN ? HEIGHT_DEFAULT : height;
    }

    /** Returns the rows and columns that {@code stty size} prints, or null. */
    private static @Nullable String size() {
        if (!TERMINAL.canRead()) {
            return null;
        }
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(TERMINAL)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String text = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).trim();
            if (!stty.waitFor(COMMAND_SECONDS_MAX, TimeUnit.SECONDS)) {
                stty.destroy();
            }
            return text;
        } catch (IOException unknown) {
            return null;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private static int number(@Nullable String text) {
        try {
            return text == null ? 0 : Integer.parseInt(text);
        } catch (NumberFormatException unknown) {
            return 0;
        }
    }
}
