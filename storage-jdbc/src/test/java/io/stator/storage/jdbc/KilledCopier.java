package io.stator.storage.jdbc;

import io.stator.engine.SystemCopies;
import io.stator.engine.copies.CopySettings;
import io.stator.engine.copies.Restoration;
import io.stator.spi.Location;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** A child process that copies a system, or restores from it, and prints a line at each step until it is killed. */
final class KilledCopier {
    static final String SEPARATOR = "#";

    private KilledCopier() {}

    /** Arguments: where from and where to with a separator between them, the number of this run; even ones copy, odd ones restore. */
    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        String[] places = arguments[0].split(SEPARATOR, -1);
        Location from = Location.of(places[0]);
        Location to = Location.of(places[1]);
        out.println("READY");
        CopySettings settings = SystemCopies.settings(progress -> out.println("P " + progress));
        if (Long.parseLong(arguments[1]) % 2 == 0) {
            SystemCopies.copy(from, to, settings);
        } else {
            SystemCopies.restore(from, to, new Restoration("a", "restored", Restoration.ALL, null, true), settings);
        }
        out.println("DONE");
    }
}
