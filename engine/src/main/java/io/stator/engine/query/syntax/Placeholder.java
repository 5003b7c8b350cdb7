package io.stator.engine.query.syntax;

/** The underscore: any value, not looked at. */
public enum Placeholder implements Target {
    /** The only placeholder. */
    ANY;

    @Override
    public String toString() {
        return "_";
    }
}
