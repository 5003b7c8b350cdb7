package io.stator.client.wire;

/** The names of the headers that requests and answers have, in small letters. */
public final class HttpNames {
    /** The media type of the body. */
    public static final String CONTENT_TYPE = "content-type";

    /** The media type that is wanted. */
    public static final String ACCEPT = "accept";

    /** The host that is meant. */
    public static final String HOST = "host";

    /** The signature. */
    public static final String AUTHORIZATION = "authorization";

    /** The signature again, for a server behind a proxy that changes the other one. */
    public static final String COGNITECT_AUTHORIZATION = "x-cognitect-auth";

    /** The host that was signed, for a server behind a proxy that changes the other one. */
    public static final String COGNITECT_HOST = "x-cognitect-host";

    /** The SHA-256 of the body, in hexadecimal. */
    public static final String CONTENT_SHA_256 = "x-amz-content-sha256";

    /** When a request was signed. */
    public static final String DATE = "x-amz-date";

    /** The name of the operation. */
    public static final String OPERATION = "x-nano-op";

    /** The id of the database, when there is one. */
    public static final String TARGET = "x-nano-target";

    /** The token of what is to be gone on with, when there is one. */
    public static final String NEXT = "x-nano-next";

    /** The {@link Dialect} that a client wants its answer in, or that a server answers in. */
    public static final String DIALECT = "x-stator-dialect";

    /** How many bytes the body of a request may have, as our own servers tell with every answer. */
    public static final String REQUEST_BYTES = "x-stator-request-bytes";

    /** The id of a request. */
    public static final String REQUEST_ID = "x-request-id";

    private HttpNames() {}
}
