package io.stator.cli;

import picocli.CommandLine.Option;

/** How an answer is written. */
final class FormatOption {
    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "How to write the answer: table, edn, json or csv. Default: table")
    Format format = Format.TABLE;
}
