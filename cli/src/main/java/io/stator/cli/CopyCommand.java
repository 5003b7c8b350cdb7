package io.stator.cli;

import io.stator.engine.SystemCopies;
import io.stator.spi.Location;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stator copy}: makes one place a copy of another. */
@Command(
        name = "copy",
        description = {
            "Copy a whole system from one storage to another: all databases as they are, with their ids, logs and indexes; also"
                    + " while another process has it open.",
            "Run again it copies what is new, and follows what was created, deleted and excised. A copy that was ended, even by a"
                    + " kill, goes on; until it is whole it is not opened. What was written is read again and compared.",
            "Nobody may have the copy open meanwhile. A copy that was written to, or that is one of another system, is refused."
        },
        footerHeading = "%nFor example:%n",
        footer = {
            "  stator copy --from ./stator-data --to jdbc:postgresql://host/database",
            "  stator copy --from jdbc:postgresql://host/database --to ./moved --verify"
        })
final class CopyCommand extends SystemCommand {
    @Option(
            names = "--from",
            paramLabel = "PLACE",
            converter = Place.OfText.class,
            description = "The system to copy: a path or a URI as for --data. Default: that of --data")
    @Nullable
    Place from;

    @Option(
            names = "--to",
            paramLabel = "PLACE",
            required = true,
            converter = Place.OfText.class,
            description = "Where the copy is, or is to be made: a directory, the file of an earlier copy, or a URI.")
    Place to = new Place("");

    @Mixin
    StorageCopying copying = new StorageCopying();

    @Override
    public Integer call() {
        requireHere("copy");
        Place source = from == null ? shared().data : from;
        Location original = source.location("--from");
        Location copy = StorageCopying.target(to, "--to");
        requireThere(source, "--from");
        timed(() -> copying.run(shared(), original, copy, settings -> SystemCopies.copy(original, copy, settings)));
        return ExitCode.OK;
    }
}
