package io.stator.dynamodb;

/** An immutable item: attribute names with values. */
public final class Item {
    private Item() {}
}
