package io.stator.storage.jdbc;

import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import io.stator.storage.jdbc.Dialect.Phase;
import java.io.IOException;
import java.sql.SQLException;

/** What is told of the failures of a place. */
record JdbcFailures(Dialect dialect) {

    private static final System.Logger LOGGER = System.getLogger(JdbcStorage.class.getName());

    /** Returns the failure of the database; "what" completes the message "could not ...". */
    StorageException failed(String what, SQLException failure, Phase phase) {
        Kind kind = dialect.kind(failure, phase);
        return new StorageException(
                kind,
                "could not " + what + " in " + dialect.place() + ": " + dialect.advice(kind) + " ("
                        + failure.getMessage() + ")",
                failure);
    }

    /** Returns the failure to note the end of the log beside the file, after a transaction that is durable. */
    StorageException notNoted(String what, IOException failure) {
        return new StorageException(
                Kind.UNKNOWN_OUTCOME,
                "could not " + what + " in " + dialect.place()
                        + ": the file that tells where its newest transactions end"
                        + " cannot be written; read back whether it happened (" + failure + ")",
                failure);
    }

    /** Tells that the newest changes are not where they are best left, by a warning if somebody reads. */
    void notClosed(SQLException failure) {
        Kind kind = dialect.kind(failure, Phase.READING);
        if (kind == Kind.LOCKED) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "closed " + dialect.place()
                            + " while another process read it, so its newest transactions, which are"
                            + " durable, stay in the files beside it until it is opened to write again: keep them"
                            + " together with it");
            return;
        }
        throw new StorageException(
                kind,
                "closed " + dialect.place() + ", but could not gather its newest changes, which are durable, in one"
                        + " file: keep the files beside it together with it (" + failure.getMessage() + ")",
                failure);
    }

    /** Returns the failure to let others open the place. */
    StorageException notGivenUp(IOException failure) {
        return new StorageException(Kind.IO, "could not give up " + dialect.place() + ": " + failure, failure);
    }
}
