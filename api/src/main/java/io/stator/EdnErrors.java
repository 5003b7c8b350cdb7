package io.stator;

import io.stator.edn.EdnException;
import io.stator.edn.Keyword;
import java.util.Map;

/** Turns malformed EDN into the anomaly a caller sees. */
final class EdnErrors {
    private EdnErrors() {}

    static Anomaly incorrect(String what, EdnException malformed) {
        return new Anomaly.Incorrect(
                "malformed " + what + ": " + malformed.getMessage(),
                Map.of(
                        Keyword.of("edn", "line"), (long) malformed.line(),
                        Keyword.of("edn", "column"), (long) malformed.column()),
                malformed);
    }
}
