package io.stator.simulation;

import java.io.IOException;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveResponse;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/**
 * The way from the machines of a simulation to {@link TableService}: requests and answers take some time, and come late, twice or never;
 * the service refuses, fails, and fails after it did what it was asked for.
 */
public final class Network {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long QUICK_NANOS_MAX = 8 * NANOS_PER_MILLI;
    private static final long PATIENCE_NANOS_MIN = 200 * NANOS_PER_MILLI;
    private static final long PATIENCE_NANOS_MAX = 3_000 * NANOS_PER_MILLI;
    private static final long LATE_NANOS_MAX = 40_000 * NANOS_PER_MILLI;
    private static final int THROTTLED = 400;
    private static final int FAILED = 500;

    private final World world;
    private final TableService service;
    private final SplittableRandom random;
    private double faults;
    private boolean down;
    private ItemTable.@Nullable Key crown;
    private @Nullable Machine newest;

    /** What becomes of a request. */
    private enum Fate {
        DONE,
        THROTTLED,
        FAILED_BEFORE,
        FAILED_AFTER,
        REQUEST_LOST,
        REQUEST_LATE,
        ANSWER_LOST,
        DONE_TWICE
    }

    /** What the service does as it likes. */
    private final class Weather implements TableService.Whims {
        @Override
        public long lag() {
            return random.nextInt(3) == 0 ? random.nextLong(ItemTable.LAG_NANOS_MAX) : 0;
        }

        @Override
        public int pageMax() {
            return random.nextInt(3) == 0 ? 1 + random.nextInt(6) : Integer.MAX_VALUE;
        }

        @Override
        public boolean isLeft() {
            return random.nextDouble() < faults;
        }
    }

    /** Creates one without faults. */
    public Network(World world) {
        this.world = world;
        this.random = world.random().split();
        this.service = new TableService(world::now, new Weather());
    }

    /** Returns the service, to be called without a way to it. */
    public TableService service() {
        return service;
    }

    /** Says how many of all requests come to grief, from 0 to 1. */
    public void faults(double share) {
        faults = share;
        world.note("faults " + share);
    }

    /** Says which item a machine puts that takes over from the others. */
    public void crown(String partition, String sort) {
        crown = new ItemTable.Key(partition, sort);
    }

    private PutItemResponse put(Machine machine, PutItemRequest request) {
        PutItemResponse response = service.putItem(request);
        if (ItemTable.Key.of(request.item()).equals(crown)) {
            newest = machine;
        }
        return response;
    }

    /** Says whether nothing comes through. */
    public void down(boolean isDown) {
        down = isDown;
        world.note(isDown ? "network down" : "network up");
    }

    /**
     * Returns a client for a machine.
     *
     * @param repeats whether it makes a call again by itself that failed, as the SDK does
     */
    public DynamoDbClient client(Machine machine, boolean repeats) {
        return new Client(machine, repeats);
    }

    /** What came back. */
    private static final class Reply {
        private final Waiters waiters = new Waiters();
        private boolean here;
        private @Nullable Object answer;
        private @Nullable RuntimeException failure;

        void done(@Nullable Object value, @Nullable RuntimeException thrown) {
            if (!here) {
                here = true;
                answer = value;
                failure = thrown;
                waiters.wakeAll();
            }
        }
    }

    private Fate fate(boolean repeats) {
        if (down) {
            return Fate.REQUEST_LOST;
        }
        if (random.nextDouble() >= faults) {
            return Fate.DONE;
        }
        Fate[] fates = Fate.values();
        Fate fate = fates[1 + random.nextInt(fates.length - 1)];
        return fate == Fate.DONE_TWICE && !repeats ? Fate.ANSWER_LOST : fate;
    }

    private static RuntimeException throttled() {
        return ProvisionedThroughputExceededException.builder()
                .message("slow down")
                .awsErrorDetails(TableService.details("ProvisionedThroughputExceededException"))
                .statusCode(THROTTLED)
                .build();
    }

    private static RuntimeException failed() {
        return DynamoDbException.builder()
                .message("out of order")
                .awsErrorDetails(TableService.details("InternalServerError"))
                .statusCode(FAILED)
                .build();
    }

    private long quick() {
        return NANOS_PER_MILLI + random.nextLong(QUICK_NANOS_MAX);
    }

    /** What a machine calls. */
    private final class Client implements DynamoDbClient {
        private final Machine machine;
        private final boolean repeats;

        Client(Machine machine, boolean repeats) {
            this.machine = machine;
            this.repeats = repeats;
        }

        @Override
        public String serviceName() {
            return "dynamodb";
        }

        @Override
        public void close() {
            world.note(machine.name() + " closes its client");
        }

        private void arrive(String what, Reply reply, Fate fate, boolean isSlow, Supplier<?> body) {
            Object answer = null;
            RuntimeException failure = null;
            if (fate == Fate.THROTTLED) {
                failure = throttled();
            } else if (fate == Fate.FAILED_BEFORE) {
                failure = failed();
            } else {
                service.from(new ItemTable.Source(
                        machine.name(), reply.here || isSlow && machine.isDead(), newest != null && newest != machine));
                try {
                    answer = body.get();
                } catch (DynamoDbException refused) {
                    failure = refused;
                } finally {
                    service.from(ItemTable.Source.DIRECT);
                }
                if (fate == Fate.FAILED_AFTER) {
                    failure = failed();
                }
            }
            world.note(what + " " + fate
                    + (failure == null ? "" : " " + failure.getClass().getSimpleName()));
            Object result = failure == null ? answer : null;
            RuntimeException thrown = failure;
            if (fate == Fate.DONE_TWICE) {
                world.at(quick(), () -> arrive(what, reply, Fate.DONE, true, body));
            } else if (fate != Fate.ANSWER_LOST) {
                world.at(quick(), () -> reply.done(result, thrown));
            }
        }

        private <A> A call(String what, Class<A> type, Supplier<A> body) {
            Task task = Waiters.running();
            task.requireAlive();
            Reply reply = new Reply();
            Fate fate = fate(repeats);
            String title = machine.name() + " " + what;
            if (fate == Fate.REQUEST_LATE) {
                world.at(random.nextLong(LATE_NANOS_MAX), () -> arrive(title, reply, Fate.DONE, true, body));
            } else if (fate != Fate.REQUEST_LOST) {
                world.at(quick(), () -> arrive(title, reply, fate, false, body));
            }
            long end = world.now() + PATIENCE_NANOS_MIN + random.nextLong(PATIENCE_NANOS_MAX);
            while (!reply.here) {
                long left = end - world.now();
                if (left <= 0) {
                    reply.here = true;
                    world.note(title + " hears nothing");
                    reply.failure = random.nextBoolean()
                            ? ApiCallTimeoutException.builder()
                                    .message("too late")
                                    .build()
                            : SdkClientException.create("the answer was lost", new IOException("reset"));
                } else {
                    reply.waiters.await(left);
                }
            }
            if (reply.failure != null) {
                throw reply.failure;
            }
            return type.cast(reply.answer);
        }

        private static String place(java.util.Map<String, AttributeValue> key) {
            return key.get(ItemTable.PARTITION).s() + " "
                    + key.get(ItemTable.SORT).s();
        }

        @Override
        public GetItemResponse getItem(GetItemRequest request) {
            return call("gets " + place(request.key()), GetItemResponse.class, () -> service.getItem(request));
        }

        @Override
        public PutItemResponse putItem(PutItemRequest request) {
            return call("puts " + place(request.item()), PutItemResponse.class, () -> put(machine, request));
        }

        @Override
        public QueryResponse query(QueryRequest request) {
            StringBuilder title = new StringBuilder("queries");
            request.expressionAttributeValues()
                    .values()
                    .forEach(value -> title.append(' ').append(value.s()));
            return call(title.toString(), QueryResponse.class, () -> service.query(request));
        }

        @Override
        public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
            return call("gets a batch", BatchGetItemResponse.class, () -> service.batchGetItem(request));
        }

        @Override
        public BatchWriteItemResponse batchWriteItem(BatchWriteItemRequest request) {
            return call("writes a batch", BatchWriteItemResponse.class, () -> service.batchWriteItem(request));
        }

        @Override
        public DescribeTableResponse describeTable(DescribeTableRequest request) {
            return call("describes", DescribeTableResponse.class, () -> service.describeTable(request));
        }

        @Override
        public DescribeTimeToLiveResponse describeTimeToLive(DescribeTimeToLiveRequest request) {
            return call(
                    "describes expiry", DescribeTimeToLiveResponse.class, () -> service.describeTimeToLive(request));
        }
    }
}
