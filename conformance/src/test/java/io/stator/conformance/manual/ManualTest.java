package io.stator.conformance.manual;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.cli.TypedCommands;
import io.stator.conformance.manual.ManualPage.Answer;
import io.stator.conformance.manual.ManualPage.Block;
import io.stator.dynamodb.DynamoDb;
import io.stator.dynamodb.junit.DynamoDbLocal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every block of code in the manual is run, and prints what the page says.
 *
 * <p>A block of {@code edn} is typed into the shell, one of {@code console} has command lines with their answers, {@code java} is compiled and run,
 * {@code clojure} evaluated; {@code file NAME} is written where commands find it. With {@code -Dstator.manual.write=true} answers that
 * are wrong are put right in the pages, to be read before they are believed.
 */
final class ManualTest {
    private static final boolean WRITE = Boolean.getBoolean("stator.manual.write");

    /** The pages that are checked, for whoever writes one: {@code -Dstator.manual.pages=dynamodb/.*}. */
    private static final String PAGES = System.getProperty("stator.manual.pages", ".*");

    private static final String DEMO = "demo";
    private static final String FILE = "file ";
    private static final String PROMPT = "$ ";

    /** What no test can run, files of other programs and commands of the system, and what that of {@code clojure} or {@link PeerTasksOracleTest} runs. */
    private static final Set<String> ONLY_READ = Set.of("xml", "sh", "text", "clojure channels", "clojure peer");

    @RegisterExtension
    static final DynamoDbLocal local = DynamoDbLocal.start().databasePerMethod();

    @TempDir
    private Path directory;

    /** Something in a page that is not as it should be, and what to write there instead, if that helps. */
    private record Complaint(String text, int line, int count, List<String> instead) {
        static Complaint of(ManualPage page, int line, String what) {
            return new Complaint(page.at(line) + " " + what, line, 0, List.of());
        }
    }

    @TestFactory
    Stream<DynamicTest> everyBlockDoesWhatItsPageSays() {
        List<ManualPage> pages = ManualPage.all().stream()
                .filter(page -> page.name().matches(PAGES))
                .toList();
        Path classes = directory("classes");
        JavaBlocks java = JavaBlocks.compiled(pages, classes, local.endpoint());
        return pages.stream().map(page -> DynamicTest.dynamicTest(page.name(), () -> check(page, java)));
    }

    private Path directory(String name) {
        try {
            return Files.createDirectories(directory.resolve(name));
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    private void check(ManualPage page, JavaBlocks java) throws Exception {
        List<Complaint> complaints = new ArrayList<>();
        for (Block block : page.blocks()) {
            if (!isKnown(block.language())) {
                complaints.add(
                        Complaint.of(page, block.line(), "nothing can run a block of '" + block.language() + "'"));
            }
        }
        Path home = directory(page.name());
        try (TypedCommands commands = new TypedCommands(home, DEMO);
                SqlBlocks sql = new SqlBlocks()) {
            checkTyped(page, commands, home, complaints);
            for (Block block : page.blocks()) {
                if (block.is("sql")) {
                    compare(page, block, sql.printed(block.text()), complaints);
                }
            }
        }
        if (page.blocks().stream().anyMatch(JavaBlocks::isJava)) {
            withoutTables();
            Map<Integer, String> printed = java.run(page);
            for (int i = 0; i < page.blocks().size(); i++) {
                if (JavaBlocks.isJava(page.blocks().get(i))) {
                    compare(page, page.blocks().get(i), printed.getOrDefault(i, ""), complaints);
                }
            }
        }
        if (WRITE) {
            write(page, complaints);
        }
        assertThat(complaints.stream().map(Complaint::text)).isEmpty();
    }

    /** Deletes what another page made in DynamoDB: each begins with an empty one. */
    private static void withoutTables() {
        try (DynamoDb dynamo = DynamoDb.at(local.endpoint())) {
            dynamo.listTables().toList().forEach(dynamo::deleteTable);
        }
    }

    private static boolean isKnown(String language) {
        return ONLY_READ.contains(language)
                || language.startsWith(FILE)
                || Set.of("edn", "console", "java", "java members", "java everywhere", "clojure", "sql")
                        .contains(language);
    }

    private static void checkTyped(ManualPage page, TypedCommands commands, Path home, List<Complaint> complaints)
            throws IOException {
        for (Block block : page.blocks()) {
            if (block.language().startsWith(FILE)) {
                Files.write(home.resolve(block.language().substring(FILE.length())), block.text());
            } else if (block.is("edn")) {
                if (!Files.exists(home.resolve("stator-data"))) {
                    TypedCommands.demo(home);
                }
                compare(page, block, commands.typed(String.join("\n", block.text()) + "\n"), complaints);
            } else if (block.is("console")) {
                console(page, block, commands, complaints);
            } else if (block.is("clojure")) {
                String printed = new ClojureBlocks(page.name()).printed(String.join("\n", block.text()));
                compare(page, block, printed, complaints);
            }
        }
    }

    private static void compare(ManualPage page, Block block, String said, List<Complaint> complaints) {
        List<String> printed = Said.lines(said);
        Answer answer = block.answer();
        if (answer == null) {
            boolean failed = printed.stream().anyMatch(line -> line.startsWith("stator: "));
            boolean silent = !JavaBlocks.isJava(block) || printed.isEmpty();
            if (failed || !silent) {
                complaints.add(Complaint.of(page, block.line(), "the page does not say that it prints:\n" + said));
            }
            return;
        }
        boolean anyOrder = block.is("edn");
        if (anyOrder ? !Said.isInAnyOrder(answer.text(), printed) : !Said.is(answer.text(), printed)) {
            complaints.add(new Complaint(
                    page.at(answer.line()) + " expected:\n" + String.join("\n", answer.text()) + "\nprinted:\n" + said,
                    answer.line(),
                    answer.text().size(),
                    printed));
        }
    }

    private static void console(ManualPage page, Block block, TypedCommands commands, List<Complaint> complaints) {
        List<String> text = block.text();
        for (int at = 0; at < text.size(); ) {
            int start = at;
            if (!text.get(at).startsWith(PROMPT)) {
                complaints.add(Complaint.of(page, block.line() + at, "a command line must begin with '$ '"));
                return;
            }
            StringBuilder command = new StringBuilder(text.get(at++).substring(PROMPT.length()));
            while (command.charAt(command.length() - 1) == '\\') {
                command.setLength(command.length() - 1);
                command.append(text.get(at++));
            }
            int from = at;
            while (at < text.size() && !text.get(at).startsWith(PROMPT)) {
                at++;
            }
            List<String> said = text.subList(from, at);
            String out = inThePage(commands.run(forTheTest(command.toString())));
            List<String> printed = Said.lines(out);
            boolean failed = said.isEmpty() && printed.stream().anyMatch(line -> line.startsWith("stator: "));
            if (failed || (!said.isEmpty() && !Said.is(said, printed))) {
                complaints.add(new Complaint(
                        page.at(block.line() + start) + " " + command + "\nexpected:\n" + String.join("\n", said)
                                + "\nprinted:\n" + out,
                        block.line() + from,
                        said.size(),
                        printed));
            }
        }
    }

    /** Returns a command line that uses the DynamoDB of the tests instead of that of a reader's machine. */
    private static String forTheTest(String command) {
        return command.replace(JavaBlocks.HOST_OF_THE_PAGES, local.endpoint().getAuthority());
    }

    private static String inThePage(String said) {
        return said.replace(local.endpoint().getAuthority(), JavaBlocks.HOST_OF_THE_PAGES);
    }

    private static void write(ManualPage page, List<Complaint> complaints) throws IOException {
        List<String> lines = new ArrayList<>(page.lines());
        List<Complaint> backwards = new ArrayList<>(complaints);
        backwards.sort(Collections.reverseOrder(java.util.Comparator.comparingInt(Complaint::line)));
        for (Complaint complaint : backwards) {
            if (complaint.count() > 0) {
                List<String> range = lines.subList(complaint.line() - 1, complaint.line() - 1 + complaint.count());
                range.clear();
                range.addAll(complaint.instead());
            }
        }
        Files.write(page.file(), lines);
    }
}
