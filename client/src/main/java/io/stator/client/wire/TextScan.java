package io.stator.client.wire;

/** Looks through a message that is text, before anything is made of it. */
final class TextScan {
    private TextScan() {}

    /**
     * Refuses a message that is longer or nested deeper than allowed.
     *
     * @throws io.stator.Anomaly.Incorrect when it is
     */
    static void check(byte[] text, WireLimits limits) {
        if (text.length > limits.bytes()) {
            throw TransitScan.exceeded("bytes", limits.bytes());
        }
        int depth = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length; i++) {
            switch (text[i]) {
                case '\\' -> i++;
                case '"' -> quoted = !quoted;
                case '[', '{', '(' -> depth += quoted ? 0 : 1;
                case ']', '}', ')' -> depth -= quoted ? 0 : 1;
                default -> {
                    continue;
                }
            }
            if (depth > limits.nesting()) {
                throw TransitScan.exceeded("levels of nesting", limits.nesting());
            }
        }
    }
}
