package io.stator.engine.copies;

import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * How copies are made, and who is told of it.
 *
 * @param checkedWhole whether at the end everything in the copy is read and compared, not only what is new
 * @param withIndexes whether segments are copied, too; without them a copy is made of its log when it is opened
 * @param clock tells when a copy was made
 * @param ids makes ids that no database has
 * @param look is called again and again; what it throws ends the copying, which can be taken up again, and is thrown
 * @param progress is told how far it is; an anomaly that it throws ends the copying and is thrown, anything else does so as a fault
 */
public record CopySettings(
        boolean checkedWhole,
        boolean withIndexes,
        InstantSource clock,
        Supplier<String> ids,
        Runnable look,
        Consumer<CopyProgress> progress) {}
