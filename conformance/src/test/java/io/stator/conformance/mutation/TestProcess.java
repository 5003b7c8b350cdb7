package io.stator.conformance.mutation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * The process that runs test classes, one after the other, until one fails or takes too long. Its arguments are a file
 * for what happened and the classes, as {@code name=limitMillis}. Each line of the file is
 * {@code class milliseconds verdict}, with what failed at the end.
 */
final class TestProcess implements TestExecutionListener {
    static final String PASSED = "passed";
    static final String FAILED = "failed";
    static final String HUNG = "hung";

    private final Path results;
    private final String testClass;
    private final long begun = System.nanoTime();

    private TestProcess(Path results, String testClass) {
        this.results = results;
        this.testClass = testClass;
    }

    /** Runs the classes and ends the process. */
    public static void main(String[] arguments) {
        Launcher launcher = LauncherFactory.create();
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        for (int i = 1; i < arguments.length; i++) {
            int equals = arguments[i].indexOf('=');
            TestProcess run = new TestProcess(Path.of(arguments[0]), arguments[i].substring(0, equals));
            long limitMillis = Long.parseLong(arguments[i].substring(equals + 1));
            Future<?> limit = clock.schedule(() -> run.end(HUNG, run.testClass), limitMillis, TimeUnit.MILLISECONDS);
            try {
                launcher.execute(run.request(), run);
            } catch (Throwable failure) {
                run.end(FAILED, "could not be run: " + failure);
            }
            limit.cancel(false);
            run.write(PASSED, "");
        }
        Runtime.getRuntime().halt(0);
    }

    private LauncherDiscoveryRequest request() {
        return LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectClass(testClass))
                .filters(TagFilter.excludeTags("simulation", "fuzz", "oracle", "mutation"))
                .build();
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getStatus() == TestExecutionResult.Status.FAILED) {
            String why = result.getThrowable().map(Throwable::toString).orElse("");
            end(FAILED, test.getDisplayName() + " " + why.lines().findFirst().orElse(""));
        }
    }

    private void end(String verdict, String what) {
        write(verdict, what);
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
        Runtime.getRuntime().halt(1);
    }

    private synchronized void write(String verdict, String what) {
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        try {
            Files.writeString(
                    results,
                    testClass + " " + millis + " " + verdict + " " + what.replaceAll("\\s+", " ") + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
