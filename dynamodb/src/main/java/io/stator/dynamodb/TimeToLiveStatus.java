package io.stator.dynamodb;

import org.jspecify.annotations.Nullable;

/** Whether expired items of a table are deleted. */
public enum TimeToLiveStatus {
    /** They will be soon. */
    ENABLING,
    /** They are. */
    ENABLED,
    /** They will soon not be any more. */
    DISABLING,
    /** They are not. */
    DISABLED,
    /** A state this library does not know. */
    UNKNOWN;

    static TimeToLiveStatus of(@Nullable String name) {
        for (TimeToLiveStatus each : values()) {
            if (each.name().equals(name)) {
                return each;
            }
        }
        return UNKNOWN;
    }

    /** Returns whether expired items are deleted, now or soon. */
    public boolean isOn() {
        return this == ENABLED || this == ENABLING;
    }
}
