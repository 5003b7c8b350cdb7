package io.stator.dynamodb;

/** What a stream is up to. */
public enum StreamStatus {
    /** It is being switched on. */
    ENABLING,
    /** It records changes. */
    ENABLED,
    /** It is being switched off. */
    DISABLING,
    /** It records nothing more; what it has can be read for 24 hours. */
    DISABLED,
    /** Something this library does not know. */
    UNKNOWN;

    static StreamStatus of(software.amazon.awssdk.services.dynamodb.model.StreamStatus status) {
        return switch (status) {
            case ENABLING -> ENABLING;
            case ENABLED -> ENABLED;
            case DISABLING -> DISABLING;
            case DISABLED -> DISABLED;
            case UNKNOWN_TO_SDK_VERSION -> UNKNOWN;
        };
    }
}
