package io.stator.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** The shell on a terminal: line editing, history and completion. */
final class ShellTerminal {
    private static final String HISTORY_FILE = ".stator_history";
    private static final int HISTORY_LINES_MAX = 10_000;
    private static final String CONTINUATION = "  ";

    /** The characters from which on a text is drawn only when nothing more is waiting to be read. */
    private static final int DRAWN_ALWAYS_MAX = 1_000;

    /** How long is waited for more of a long text before it is drawn. */
    private static final int MORE_MILLIS = 2;

    private final Shell shell;

    ShellTerminal(Shell shell) {
        this.shell = shell;
    }

    /** Reads and executes until told to end. */
    void run(BiConsumer<Shell, String> execute) throws IOException {
        try (Terminal terminal = TerminalBuilder.builder().system(true).build()) {
            // between two lines, too, Ctrl-C must not end the shell: it may come while an answer is written, or twice
            terminal.handle(Terminal.Signal.INT, signal -> {});
            LineReader reader = new TypedLines(terminal);
            reader.setVariable(LineReader.HISTORY_FILE_SIZE, HISTORY_LINES_MAX);
            reader.setVariable(LineReader.SECONDARY_PROMPT_PATTERN, CONTINUATION);
            reader.option(LineReader.Option.DISABLE_EVENT_EXPANSION, true);
            Path history = Path.of(System.getProperty("user.home", "."), HISTORY_FILE);
            if (isUsable(history)) {
                reader.setVariable(LineReader.HISTORY_FILE, history);
            } else {
                terminal.writer().println("stator: note: lines are not kept: " + history + " cannot be written");
            }
            terminal.writer().println("Type help for the commands, Ctrl-D to end.");
            terminal.flush();
            while (!shell.hasEnded()) {
                try {
                    String text = reader.readLine(shell.prompt());
                    interruptibly(terminal, () -> execute.accept(shell, text));
                } catch (UserInterruptException lineGivenUp) {
                    terminal.flush();
                } catch (EndOfFileException end) {
                    return;
                }
            }
        }
    }

    /** Returns whether lines can be kept in a file, which may not be there yet. */
    static boolean isUsable(Path file) {
        if (Files.exists(file)) {
            return Files.isRegularFile(file) && Files.isReadable(file) && Files.isWritable(file);
        }
        Path directory = file.getParent();
        return directory != null && Files.isDirectory(directory) && Files.isWritable(directory);
    }

    /** Runs something that Ctrl-C ends, and nothing else. */
    static void interruptibly(Terminal terminal, Runnable body) {
        Thread thread = Thread.currentThread();
        AtomicBoolean running = new AtomicBoolean(true);
        Terminal.SignalHandler before = terminal.handle(Terminal.Signal.INT, signal -> {
            synchronized (running) {
                if (running.get()) {
                    thread.interrupt();
                }
            }
        });
        try {
            body.run();
        } finally {
            terminal.handle(Terminal.Signal.INT, before);
            synchronized (running) {
                // a signal that comes late must not interrupt what is read next
                running.set(false);
                Thread.interrupted();
            }
        }
    }

    /** Reads what is typed. A long text that comes at once, as from the clipboard, is shown when all of it is there, not anew for each letter. */
    private final class TypedLines extends LineReaderImpl {
        TypedLines(Terminal terminal) throws IOException {
            super(terminal, "stator");
            setParser(new FormParser());
            setCompleter(new ShellCompleter(shell));
        }

        @Override
        protected void redisplay(boolean flush) {
            if (buf.length() < DRAWN_ALWAYS_MAX || !isMoreTyped()) {
                super.redisplay(flush);
            }
        }

        private boolean isMoreTyped() {
            try {
                return terminal.reader().peek(MORE_MILLIS) >= 0;
            } catch (IOException unknown) {
                return false;
            }
        }
    }

    /** Asks for more until the brackets are closed, and finds the word at the cursor. */
    private static final class FormParser implements Parser {
        @Override
        public ParsedLine parse(String line, int cursor, ParseContext context) {
            if (context == ParseContext.ACCEPT_LINE && !FormBalance.isComplete(line)) {
                throw new EOFError(-1, -1, "more");
            }
            int start = cursor;
            while (start > 0 && !isDelimiter(line.charAt(start - 1))) {
                start--;
            }
            boolean first = line.substring(0, start).isBlank();
            String word = line.substring(start, cursor);
            return new Word(line, cursor, word, first ? 0 : 1);
        }

        private static boolean isDelimiter(char c) {
            return Character.isWhitespace(c) || "[](){}\",'".indexOf(c) >= 0;
        }
    }

    /** The word at the cursor; it counts as the first when nothing but space is before it. */
    private record Word(String line, int cursor, String word, int wordIndex) implements CompletingParsedLine {
        @Override
        public int wordCursor() {
            return word.length();
        }

        @Override
        public CharSequence escape(CharSequence candidate, boolean complete) {
            return candidate;
        }

        @Override
        public int rawWordCursor() {
            return word.length();
        }

        @Override
        public int rawWordLength() {
            return word.length();
        }

        @Override
        public List<String> words() {
            return wordIndex == 0 ? List.of(word) : List.of("", word);
        }
    }
}
