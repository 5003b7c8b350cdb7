package io.stator.edn;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/** Makes random values of every kind that EDN can express, and random texts that are nearly EDN. */
final class RandomForms {
    private static final String NAME_STARTS = "abzAZ*!_?$%&=<>.|é";
    private static final String NAME_PARTS = NAME_STARTS + "019+-#'";
    private static final String CHARACTERS = "aZ0 \t\n\r\b\f\"\\'#;,(){}[]\0\u007f\u0085é\u2028\uFEFF\uD83D\uDE00";
    private static final long EARLIEST = Instant.parse("1600-01-01T00:00:00Z").toEpochMilli();
    private static final long LATEST = Instant.parse("9999-12-31T00:00:00Z").toEpochMilli();
    private static final String[] PIECES = {
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "#{",
        "#_",
        "^",
        "^:a ",
        "\"",
        "\"a\"",
        "\\",
        ":",
        "/",
        "a",
        "b1",
        "1",
        "08",
        "0",
        "-",
        "+",
        ".",
        "N",
        "M",
        "e",
        "0x",
        "r",
        "36r",
        "#inst ",
        "\"2014-01-01\"",
        "#uuid ",
        "#:a",
        "nil",
        "true",
        " ",
        " ",
        ",",
        ";",
        "\n",
        "##",
        "Inf",
        "NaN",
        "'",
        "@",
        "\\u0041",
        "\\o12",
        "\\newline",
        "é",
        "#",
        "#foo ",
        "_",
        "?x",
        "...",
        "%",
        "\"\\n",
        "\"\\1",
        ":a/b",
        ":k",
        "17",
        "-2.5",
        "{:a 1}",
        "[1 2]",
        "()",
        "#{}",
        "\u2028",
        "😀",
        "~",
        "`",
        "|",
        "&",
        "<",
        "="
    };

    private final Random random;

    RandomForms(Random random) {
        this.random = random;
    }

    /** Returns a value nested at most this deep. */
    Object value(int depth) {
        if (depth == 0 || random.nextInt(3) == 0) {
            return scalar();
        }
        return switch (random.nextInt(6)) {
            case 0 -> EdnVector.copyOf(values(depth - 1));
            case 1 -> EdnList.copyOf(values(depth - 1));
            case 2 -> new Tagged(Symbol.of("t" + name().replace("/", "")), value(depth - 1));
            case 3 -> set(depth - 1);
            default -> map(depth - 1);
        };
    }

    private List<Object> values(int depth) {
        List<Object> values = new ArrayList<>();
        for (int left = random.nextInt(6); left > 0; left--) {
            values.add(value(depth));
        }
        return values;
    }

    private Set<Object> set(int depth) {
        Set<Object> set = new LinkedHashSet<>();
        for (int left = random.nextInt(20); left > 0; left--) {
            set.add(key(depth));
        }
        return set;
    }

    private Map<Object, Object> map(int depth) {
        Map<Object, Object> map = new LinkedHashMap<>();
        for (int left = random.nextInt(20); left > 0; left--) {
            map.put(key(depth), value(depth));
        }
        return map;
    }

    private Object key(int depth) {
        return switch (random.nextInt(4)) {
            case 0 -> string();
            case 1 -> random.nextLong();
            case 2 -> EdnVector.of(keyword(), depth == 0 ? null : key(depth - 1));
            default -> keyword();
        };
    }

    private Object scalar() {
        return switch (random.nextInt(16)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> random.nextLong() >> random.nextInt(64);
            case 3 -> new BigInteger(random.nextInt(200), random);
            case 4 -> Double.longBitsToDouble(random.nextLong());
            case 5 -> new BigDecimal(new BigInteger(random.nextInt(200), random), random.nextInt(40) - 20).negate();
            case 6 -> CHARACTERS.charAt(random.nextInt(CHARACTERS.length() - 2));
            case 7 -> Symbol.parse(qualifiedName());
            case 8 -> new UUID(random.nextLong(), random.nextLong());
            case 9 -> Instant.ofEpochMilli(EARLIEST + (long) (random.nextDouble() * (LATEST - EARLIEST)));
            case 10 -> URI.create("https://example.org/" + random.nextInt());
            case 11 -> random.nextDouble() > 0.5 ? Double.NEGATIVE_INFINITY : Double.NaN;
            case 12, 13 -> keyword();
            default -> string();
        };
    }

    private Keyword keyword() {
        return Keyword.parse(qualifiedName());
    }

    private String qualifiedName() {
        return random.nextBoolean() ? name() : name() + "/" + name();
    }

    private String name() {
        StringBuilder name = new StringBuilder().append(NAME_STARTS.charAt(random.nextInt(NAME_STARTS.length())));
        for (int left = random.nextInt(8); left > 0; left--) {
            name.append(NAME_PARTS.charAt(random.nextInt(NAME_PARTS.length())));
        }
        return name.toString();
    }

    private String string() {
        StringBuilder string = new StringBuilder();
        for (int left = random.nextInt(12); left > 0; left--) {
            string.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
        }
        return string.toString();
    }

    /** Returns a text of at most this many pieces, more often malformed than not. */
    String text(int pieces) {
        StringBuilder text = new StringBuilder();
        for (int left = 1 + random.nextInt(pieces); left > 0; left--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    /** Returns the text with one character taken out, doubled or replaced. */
    String damaged(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int at = random.nextInt(text.length());
        String replacement = switch (random.nextInt(3)) {
            case 0 -> "";
            case 1 -> text.substring(at, at + 1).repeat(2);
            default -> PIECES[random.nextInt(PIECES.length)];
        };
        return text.substring(0, at) + replacement + text.substring(at + 1);
    }
}
