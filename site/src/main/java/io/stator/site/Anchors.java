package io.stator.site;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** What can follow {@code #} in links to one page. */
final class Anchors {
    private static final String PLAIN = "-_:.";

    private final Map<String, Integer> before = new HashMap<>();
    private final Map<String, String> byGenerated = new HashMap<>();

    /** Returns the anchor that GitHub gives a heading: the second of the same text is followed by -1, the next by -2. */
    String name(String heading) {
        String text = heading.strip()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{M}\\p{N}_ -]", "")
                .replace(' ', '-');
        int count = before.merge(text, 1, Integer::sum);
        String name = count == 1 ? text : text + "-" + (count - 1);
        byGenerated.putIfAbsent(generated(name), name);
        return name;
    }

    /** Returns the anchor that a link of the page as written leads to, for what the generator made of it. */
    String written(String generated) {
        return byGenerated.getOrDefault(generated, generated);
    }

    /** Returns what the generator makes of an anchor in a link: a letter in front, and no other letters than those of ASCII. */
    private static String generated(String anchor) {
        StringBuilder text = new StringBuilder();
        for (byte each : anchor.getBytes(StandardCharsets.UTF_8)) {
            char sign = (char) (each & 0xFF);
            boolean letter = sign >= 'a' && sign <= 'z' || sign >= 'A' && sign <= 'Z';
            if (text.isEmpty() && !letter) {
                text.append('a');
            }
            if (letter || sign >= '0' && sign <= '9' || PLAIN.indexOf(sign) >= 0) {
                text.append(sign);
            } else {
                text.append('.').append(String.format(Locale.ROOT, "%02X", (int) sign));
            }
        }
        return text.toString();
    }
}
