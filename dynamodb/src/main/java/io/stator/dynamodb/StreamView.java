package io.stator.dynamodb;

import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/** What the records of a table's stream hold of the item that was changed. */
public enum StreamView {
    /** Its key. */
    KEYS_ONLY(StreamViewType.KEYS_ONLY),
    /** The item as it is after the change. */
    NEW_IMAGE(StreamViewType.NEW_IMAGE),
    /** The item as it was before the change. */
    OLD_IMAGE(StreamViewType.OLD_IMAGE),
    /** The item before and after the change. */
    NEW_AND_OLD_IMAGES(StreamViewType.NEW_AND_OLD_IMAGES);

    private final StreamViewType type;

    StreamView(StreamViewType type) {
        this.type = type;
    }

    StreamViewType type() {
        return type;
    }

    static StreamView of(StreamViewType type) {
        return switch (type) {
            case NEW_IMAGE -> NEW_IMAGE;
            case OLD_IMAGE -> OLD_IMAGE;
            case NEW_AND_OLD_IMAGES -> NEW_AND_OLD_IMAGES;
            default -> KEYS_ONLY;
        };
    }
}
