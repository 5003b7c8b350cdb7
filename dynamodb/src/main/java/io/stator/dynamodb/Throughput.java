package io.stator.dynamodb;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.OnDemandThroughput;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;
import software.amazon.awssdk.services.dynamodb.model.WarmThroughput;

/**
 * Reads and writes a second, in the units of the service.
 *
 * <p>Waits and failures: nothing here asks the service; what cannot be is a {@link DynamoException.InvalidRequest} at once.
 *
 * @param read read units
 * @param write write units
 */
public record Throughput(long read, long write) {
    /** In a maximum: no limit. */
    public static final long UNLIMITED = -1;

    /** Checks that both are 1 or more, or {@link #UNLIMITED}. */
    public Throughput {
        check("read", read);
        check("write", write);
    }

    private static void check(String name, long units) {
        if (units < 1 && units != UNLIMITED) {
            throw new DynamoException.InvalidRequest("a throughput must be >= 1: " + name + "=" + units);
        }
    }

    ProvisionedThroughput provisioned() {
        if (read == UNLIMITED || write == UNLIMITED) {
            throw new DynamoException.InvalidRequest("a provisioned throughput must be >= 1: " + this);
        }
        return ProvisionedThroughput.builder()
                .readCapacityUnits(read)
                .writeCapacityUnits(write)
                .build();
    }

    OnDemandThroughput maximum() {
        return OnDemandThroughput.builder()
                .maxReadRequestUnits(read)
                .maxWriteRequestUnits(write)
                .build();
    }

    WarmThroughput warm() {
        if (read == UNLIMITED || write == UNLIMITED) {
            throw new DynamoException.InvalidRequest("a warm throughput must be >= 1: " + this);
        }
        return WarmThroughput.builder()
                .readUnitsPerSecond(read)
                .writeUnitsPerSecond(write)
                .build();
    }

    /** Returns what the service says; it says nothing, or 0, where there is no throughput. */
    static @Nullable Throughput of(@Nullable Long read, @Nullable Long write) {
        if ((read == null || read == 0) && (write == null || write == 0)) {
            return null;
        }
        return new Throughput(known(read), known(write));
    }

    private static long known(@Nullable Long units) {
        return units == null || units < 1 ? UNLIMITED : units;
    }

    @Override
    public String toString() {
        return text(read) + " read, " + text(write) + " write";
    }

    private static String text(long units) {
        return units == UNLIMITED ? "unlimited" : String.valueOf(units);
    }
}
