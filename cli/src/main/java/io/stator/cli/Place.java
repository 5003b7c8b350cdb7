package io.stator.cli;

import io.stator.Anomaly;
import io.stator.spi.Location;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;

/**
 * Where a system is, as it was typed; what that means is looked at when it is used. Its text has no passwords.
 *
 * @param typed a path or a URI
 */
record Place(String typed) {

    /** Takes any text. */
    static final class OfText implements ITypeConverter<Place> {
        @Override
        public Place convert(String text) {
            return new Place(text);
        }
    }

    /** Returns what it means; an empty one, as of a variable that is not set, would mean the working directory. */
    Location location(String what) {
        if (typed.isEmpty()) {
            throw new Anomaly.Incorrect(what + " must be a path, '.' for this directory, or a URI: " + what + "=''");
        }
        return Location.of(typed);
    }

    /** Returns the path if it is on this machine. */
    Optional<Path> path(String what) {
        return location(what) instanceof Location.InPath file ? Optional.of(file.path()) : Optional.empty();
    }

    @Override
    public String toString() {
        try {
            return Location.of(typed).toString();
        } catch (Anomaly malformed) {
            return "a place that is malformed";
        }
    }
}
