package io.stator.cli;

import java.util.Locale;

/** The ways to write an answer. */
enum Format {
    TABLE,
    EDN,
    JSON,
    CSV;

    /** Writes an answer. */
    void write(Answer answer, Console console) {
        switch (this) {
            case TABLE ->
                new Table(answer.columns(), console.outIsTerminal() ? console.width() : Integer.MAX_VALUE)
                        .write(answer.rows(), console.out());
            case EDN -> EdnFormat.write(answer, console.out());
            case JSON -> JsonFormat.write(answer, console.out());
            case CSV -> CsvFormat.write(answer, console.out());
        }
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
