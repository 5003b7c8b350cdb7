package io.stator.storage.jdbc;

import io.stator.Client;
import io.stator.Connection;
import io.stator.Stator;
import io.stator.TxReport;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A child process that tells secrets and has them excised until it is killed.
 *
 * <p>It prints {@code S n} before it submits the excision of the secret numbered n, and {@code A n} once that is
 * acknowledged.
 */
final class KilledEraser {
    static final String DATABASE = "forgetful";

    /** How many transactions tell a secret before it is excised. */
    static final int TELLINGS = 3;

    private KilledEraser() {}

    static String secret(long run, long number) {
        return "secret-" + run + "-" + number + "-end";
    }

    /** Arguments: the directory of the system, the number of this run. */
    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        long run = Long.parseLong(arguments[1]);
        try (Client client = Stator.open(Path.of(arguments[0]), KilledWriter.config(run))) {
            Connection connection = client.connect(DATABASE);
            out.println("READY");
            for (long number = 0; ; number++) {
                for (int telling = 0; telling < TELLINGS; telling++) {
                    connection.transact("[{:d/key \"" + secret(run, number) + "\" :d/text \"" + secret(run, number)
                            + telling + "\"} {:d/key \"other-" + run + "-" + number + "-" + telling + "\"}]");
                }
                out.println("S " + number);
                TxReport excised = connection.transact("[{:db/excise [:d/key \"" + secret(run, number) + "\"]}]");
                connection.syncExcise(excised.t()); // with segments this is when it is erased
                out.println("A " + number);
            }
        }
    }
}
