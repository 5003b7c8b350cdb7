package io.stator.storage.dynamodb;

/** The kinds of calls that are counted apart. */
enum Call {
    /** A record of a log is put. */
    APPEND,
    /** A fence is put into a log, or a record is replaced. */
    FENCE,
    /** Records of a log are read. */
    LOG_READ,
    /** A segment is put. */
    SEGMENT_PUT,
    /** A segment is read. */
    SEGMENT_GET,
    /** A root is put. */
    ROOT_PUT,
    /** A root is read, or roots are listed. */
    ROOT_READ,
    /** What there is about the system and its databases is read. */
    STATE_READ,
    /** What there is about the system and its databases is put. */
    STATE_PUT,
    /** Parts of what is larger than an item are put. */
    PART_PUT,
    /** Parts of what is larger than an item are read. */
    PART_GET,
    /** Items are deleted, or looked for to be deleted. */
    DELETE
}
