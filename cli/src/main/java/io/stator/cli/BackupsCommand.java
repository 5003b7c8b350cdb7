package io.stator.cli;

import io.stator.engine.SystemCopies;
import io.stator.engine.copies.CopyListing;
import io.stator.spi.Location;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code stator backups}: tells what can be restored. */
@Command(
        name = "backups",
        description = {
            "Tell which databases a backup has, up to which t and when, and how large they are; all times up to that can be"
                    + " restored.",
            "Also tells whether a copying to it was ended, or goes on."
        },
        footerHeading = "%nFor example:%n",
        footer = {"  stator backups /backups/stator"})
final class BackupsCommand extends SystemCommand {
    @Parameters(
            paramLabel = "PLACE",
            arity = "0..1",
            converter = Place.OfText.class,
            description = "The backup: a directory, a file or a URI. Default: that of --data")
    @Nullable
    Place place;

    @Override
    public Integer call() {
        requireHere("backups");
        Place chosen = place == null ? shared().data : place;
        Location location = chosen.location("PLACE");
        requireThere(chosen, "PLACE");
        CopyListing listing = SystemCopies.list(location);
        new Table(List.of("database", "t", "of", "records", "bytes"), console().width())
                .write(
                        listing.databases().stream()
                                .map(each -> java.util.Arrays.<@Nullable Object>asList(
                                        each.name(),
                                        each.t(),
                                        each.t() == 0 ? null : String.valueOf(Instant.ofEpochMilli(each.instant())),
                                        each.records(),
                                        each.bytes()))
                                .toList(),
                        console().out());
        if (listing.wholeMillis() > 0) {
            console().out().line("last copied whole at " + Instant.ofEpochMilli(listing.wholeMillis()));
        }
        if (listing.isRunning()) {
            console()
                    .err()
                    .line("stator: a copying to it was ended, or goes on: run the same command again to make it whole"
                            + (listing.unfinished() == 0 ? "" : "; databases begun: " + listing.unfinished()));
        }
        return ExitCode.OK;
    }
}
