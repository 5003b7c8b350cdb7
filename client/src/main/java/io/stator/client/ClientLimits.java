package io.stator.client;

/** How much a client takes on at once. */
final class ClientLimits {
    /** How many requests are on their way at once; others wait for their turn. */
    static final int EXCHANGES = 64;

    /** How many requests that wait for what is still to come, a basis or the end of an excision, are on their way at once, beside the others. */
    static final int WAITING_EXCHANGES = 64;

    /** How many calls wait for their turn; one more is refused as busy. */
    static final int QUEUED_CALLS = 16_384;

    /** How many threads talk to the network and read answers; started when they are needed. */
    static final int NETWORK_THREADS = 16;

    /** How many threads complete futures and run what depends on them; started when they are needed. */
    static final int COMPLETION_THREADS = 256;

    /** How many databases a client remembers the newest value of. */
    static final int CONNECTIONS = 4_096;

    /** How many chunks without items a server may send one after the other. */
    static final int EMPTY_CHUNKS = 100;

    /** How many entities are pulled at once by what pulls many. */
    static final int PULLS_AT_ONCE = 16;

    /** The length up to which an answer is read by the thread that received it. */
    static final int SMALL_ANSWER_BYTES = 16_384;

    /** The length up to which a request is sent by the thread that waits for its answer. */
    static final int DIRECT_REQUEST_BYTES = 65_536;

    private ClientLimits() {}
}
