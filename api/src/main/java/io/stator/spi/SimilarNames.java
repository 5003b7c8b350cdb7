package io.stator.spi;

import io.stator.Anomaly;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What somebody may have meant who wrote a name that there is not.
 *
 * <p>Nothing here waits.
 */
public final class SimilarNames {
    /** How many names are looked at, and how many of them are shown. */
    private static final int NAMES_MAX = 10_000;

    private static final int SHOWN_MAX = 5;

    /** Longer names are not compared. */
    private static final int CHARACTERS_MAX = 100;

    /** From so many characters on two of them may be wrong. */
    private static final int TWO_WRONG_FROM = 10;

    private SimilarNames() {}

    /**
     * Returns the names that differ from one by a slip of the hand, as the end of a message: {@code " (similar: :db/add)"}; nothing when there are none.
     *
     * @throws Anomaly.Incorrect when an argument is null
     */
    public static String hint(Object name, Collection<?> known) {
        String wanted = Require.present(name, "name").toString();
        Require.present(known, "known");
        List<String> similar = new ArrayList<>();
        int looked = 0;
        for (Object each : known) {
            String text = String.valueOf(each);
            if (looked++ == NAMES_MAX) {
                break;
            }
            if (isSimilar(wanted, text)) {
                similar.add(text);
            }
        }
        similar.sort(null);
        return similar.isEmpty()
                ? ""
                : " (similar: " + String.join(", ", similar.subList(0, Math.min(SHOWN_MAX, similar.size()))) + ")";
    }

    private static boolean isSimilar(String wanted, String known) {
        int most = wanted.length() < TWO_WRONG_FROM ? 1 : 2;
        return !wanted.equals(known)
                && wanted.length() <= CHARACTERS_MAX
                && Math.abs(wanted.length() - known.length()) <= most
                && (wanted.equalsIgnoreCase(known) || distance(wanted, known) <= most);
    }

    /** Returns how many characters must be added, left out, changed or swapped with their neighbour. */
    private static int distance(String left, String right) {
        int[] beforeLast = new int[right.length() + 1];
        int[] last = new int[right.length() + 1];
        for (int j = 0; j < last.length; j++) {
            last[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int[] row = new int[right.length() + 1];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int changed = last[j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(Math.min(last[j], row[j - 1]) + 1, changed);
                boolean swapped = i > 1
                        && j > 1
                        && left.charAt(i - 1) == right.charAt(j - 2)
                        && left.charAt(i - 2) == right.charAt(j - 1);
                row[j] = swapped ? Math.min(row[j], beforeLast[j - 2] + 1) : row[j];
            }
            beforeLast = last;
            last = row;
        }
        return last[right.length()];
    }
}
