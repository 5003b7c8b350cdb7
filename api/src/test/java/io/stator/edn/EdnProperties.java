package io.stator.edn;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;

/** What must hold for every text whatsoever. */
final class EdnProperties {
    private EdnProperties() {}

    /**
     * Reads the text in both ways and prints what was read.
     *
     * @throws AssertionError if reading fails with anything but an {@link EdnException}, if a stream reads differently, or if what was printed reads differently
     */
    static void check(String text) {
        check(text, EdnOptions.defaults());
        check(text, EdnOptions.defaults().queryForms());
    }

    private static void check(String text, EdnOptions options) {
        String streamed = outcome(() -> {
            List<Object> forms = new ArrayList<>();
            new EdnReader(new StringReader(text), options).forEachRemaining(forms::add);
            return forms;
        });
        String printed = outcome(() -> Edn.readAll(text, options));
        expect(printed, streamed, "a stream of", text);
        if (printed.startsWith("[")) {
            EdnOptions deeper = options.maxDepth(EdnOptions.MAX_DEPTH);
            expect(printed, outcome(() -> (List<?>) Edn.read(printed, deeper)), "printing and reading", text);
            String pretty = Edn.pretty(Edn.read(printed, deeper));
            expect(printed, outcome(() -> (List<?>) Edn.read(pretty, deeper)), "pretty printing and reading", text);
        }
    }

    private interface Reading {
        List<?> forms();
    }

    private static String outcome(Reading reading) {
        try {
            return Edn.print(EdnVector.copyOf(reading.forms()));
        } catch (EdnException malformed) {
            return malformed.getMessage();
        }
    }

    private static void expect(String expected, String actual, String what, String text) {
        if (!expected.equals(actual)) {
            throw new AssertionError(what + " " + text + " must give " + expected + ": " + actual);
        }
    }
}
