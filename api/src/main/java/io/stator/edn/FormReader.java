package io.stator.edn;

import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads forms from characters by recursive descent, as deep as the options allow. Not safe for use by several threads. */
final class FormReader {
    /** What {@link #form()} returns at the end of the text. */
    static final Object END = new Object();

    private static final Object CLOSED = new Object();
    private static final Object SKIPPED = new Object();

    /** The "closing bracket" where the text may end. */
    private static final int TOP = -1;
    /** The "closing bracket" where one form must follow. */
    private static final int OPERAND = -2;
    /** The "closing bracket" of the elements of an outermost collection when there is none. */
    private static final int OUTSIDE = 0;

    private static final Symbol NIL = Symbol.of("nil");
    private static final Symbol TRUE = Symbol.of("true");
    private static final Symbol FALSE = Symbol.of("false");
    private static final Symbol NAN = Symbol.of("NaN");
    private static final Symbol INFINITY = Symbol.of("Inf");
    private static final Symbol NEGATIVE_INFINITY = Symbol.of("-Inf");
    private static final Symbol QUOTE = Symbol.of("quote");
    private static final int INITIAL_STACK = 32;
    private static final int BYTE_ORDER_MARK = 0xFEFF;

    private final CharInput input;
    private final EdnOptions options;
    private final StringText strings;
    private final TagReader tags;
    private final NameCache<Keyword> keywords;
    private final NameCache<Symbol> symbols;
    private @Nullable Object[] stack = new Object[INITIAL_STACK];
    private int top;
    private int depth;
    private int discarding;
    private int openLine;
    private int openColumn;
    private int formLine;
    private int formColumn;
    private boolean begun;
    private int around = OUTSIDE;
    private long outermost;

    FormReader(CharInput input, EdnOptions options, int nameSlots) {
        this.input = input;
        this.options = options;
        this.strings = new StringText(input);
        this.tags = new TagReader(options);
        this.keywords = new NameCache<>(nameSlots, true, Keyword::parse);
        this.symbols = new NameCache<>(nameSlots, false, Symbol::parse);
    }

    /** Returns the next form, or {@link #END}. */
    @Nullable
    Object form() {
        if (!begun) {
            begun = true;
            if (input.peek(0) == BYTE_ORDER_MARK) {
                input.position++;
            }
        }
        try {
            return options.readsElements() ? element() : form(TOP);
        } catch (StackOverflowError tooDeep) {
            throw new EdnException(
                    "forms nested less deep, or a thread with more stack",
                    "forms that the stack of this thread has no room for",
                    input.line(),
                    input.column(),
                    tooDeep);
        }
    }

    /** Returns the next element of an outermost collection of collections, or the next form where there is none. */
    private @Nullable Object element() {
        for (; ; ) {
            int c = input.skipBlank();
            int line = input.line();
            int column = input.column();
            if (around == OUTSIDE) {
                if (c != '[' && c != '(') {
                    return form(TOP);
                }
                char closing = c == '[' ? ']' : ')';
                input.position++;
                if (!beginsCollection(skipDiscarded())) {
                    @Nullable Object[] forms = enclosed(closing, line, column);
                    formLine = line;
                    formColumn = column;
                    return closing == ']' ? new EdnVector(forms, line, column) : new EdnList(forms, line, column);
                }
                around = closing;
                outermost++;
                enter(line, column);
                openLine = line;
                openColumn = column;
            }
            Object form = form(around);
            if (form == END) {
                throw input.unexpected(expectedClosing((char) around));
            }
            if (form != CLOSED) {
                return form;
            }
            depth--;
            around = OUTSIDE;
        }
    }

    private int skipDiscarded() {
        int c = input.skipBlank();
        while (c == '#' && input.peek(1) == '_') {
            discard();
            c = input.skipBlank();
        }
        return c;
    }

    private boolean beginsCollection(int c) {
        return c == '{' || c == '[' || c == '(' || (c == '#' && (input.peek(1) == '{' || input.peek(1) == ':'));
    }

    /** Returns the line on which the last form of {@link #form()} begins. */
    int formLine() {
        return formLine;
    }

    /** Returns the number of the outermost collection that the last form of {@link #form()} is an element of, or 0. */
    long outermost() {
        return around == OUTSIDE ? 0 : outermost;
    }

    /** Returns the column in which the last form of {@link #form()} begins. */
    int formColumn() {
        return formColumn;
    }

    /** Fails unless only white space, comments and discarded forms are left. */
    void expectEnd() {
        if (form() != END) {
            throw new EdnException("the end of the text after one form", "another form", formLine, formColumn);
        }
    }

    /** Returns a form, CLOSED at the closing bracket, or END; one method rather than two because it is on the stack once for each level. */
    private @Nullable Object form(int closing) {
        Object form = SKIPPED;
        while (form == SKIPPED) {
            int c = input.skipBlank();
            if (closing == TOP || (depth == 1 && closing == around)) {
                formLine = input.line();
                formColumn = input.column();
            }
            form = switch (c) {
                case -1 -> END;
                case '"' -> strings.string();
                case ':' -> keyword();
                case '{' -> map();
                case '[' -> vector();
                case '(' -> list();
                case ')', ']', '}' -> closed((char) c, closing);
                case '\\' -> character();
                case '#' -> dispatch();
                case '^' -> metadata(1);
                case '\'' -> quote();
                case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
                default -> startsNumber((char) c) ? number() : symbol();
            };
        }
        return form;
    }

    private boolean startsNumber(char c) {
        if (c != '+' && c != '-') {
            return Character.isDigit(c);
        }
        int next = input.peek(1);
        return next >= 0 && Character.isDigit((char) next);
    }

    private Object closed(char found, int closing) {
        if (found == closing) {
            input.position++;
            return CLOSED;
        }
        if (closing == OPERAND) {
            return CLOSED;
        }
        if (closing == TOP) {
            throw input.unexpected("a form");
        }
        throw input.unexpected(expectedClosing((char) closing));
    }

    private String expectedClosing(char closing) {
        return "'" + closing + "' to close what was opened at line " + openLine + ", column " + openColumn;
    }

    private void enter(int line, int column) {
        if (++depth > options.maxDepth()) {
            throw new EdnException(
                    "forms nested at most " + options.maxDepth() + " deep", "a deeper one", line, column);
        }
    }

    /** Returns the form that must follow what has just been read. */
    private @Nullable Object operand(String after) {
        enter(input.line(), input.column());
        Object form = form(OPERAND);
        depth--;
        if (form == END || form == CLOSED) {
            throw input.unexpected("a form after " + after);
        }
        return form;
    }

    /** Consumes what the bracket just consumed encloses up to its closing one, and returns the enclosed forms. */
    private @Nullable Object[] enclosed(char closing, int line, int column) {
        enter(line, column);
        int outerLine = openLine;
        int outerColumn = openColumn;
        openLine = line;
        openColumn = column;
        int from = top;
        for (Object form = form(closing); form != CLOSED; form = form(closing)) {
            if (form == END) {
                throw input.unexpected(expectedClosing(closing));
            }
            if (top == stack.length) {
                stack = Arrays.copyOf(stack, stack.length * 2);
            }
            stack[top++] = form;
        }
        @Nullable Object[] forms = Arrays.copyOfRange(stack, from, top);
        Arrays.fill(stack, from, top, null);
        top = from;
        openLine = outerLine;
        openColumn = outerColumn;
        depth--;
        return forms;
    }

    private EdnVector vector() {
        int line = input.line();
        int column = input.column();
        input.position++;
        return new EdnVector(enclosed(']', line, column), line, column);
    }

    private EdnList list() {
        int line = input.line();
        int column = input.column();
        input.position++;
        return new EdnList(enclosed(')', line, column), line, column);
    }

    private EdnMap map() {
        int line = input.line();
        int column = input.column();
        input.position++;
        return map(enclosed('}', line, column), line, column);
    }

    private static EdnMap map(@Nullable Object[] entries, int line, int column) {
        if (entries.length % 2 != 0) {
            throw new EdnException(
                    "a value for every key of the map",
                    "none for the last key " + Found.form(entries[entries.length - 1]),
                    line,
                    column);
        }
        return new EdnMap(entries, KeyIndex.of(entries, 2, "keys in the map", line, column), line, column);
    }

    private EdnSet set() {
        int line = input.line();
        int column = input.column();
        input.position += 2;
        @Nullable Object[] elements = enclosed('}', line, column);
        return new EdnSet(elements, KeyIndex.of(elements, 1, "elements in the set", line, column), line, column);
    }

    private @Nullable Object dispatch() {
        int c = input.peek(1);
        return switch (c) {
            case '{' -> set();
            case '_' -> discard();
            case ':' -> namespacedMap();
            case '#' -> symbolicValue();
            case '^' -> metadata(2);
            case '"' -> pattern();
            default -> {
                if (c < 0 || !Character.isLetter((char) c)) {
                    input.position++;
                    throw input.unexpected("one of { _ : # ^ or a tag after '#'");
                }
                yield tagged();
            }
        };
    }

    private Object discard() {
        input.position += 2;
        discarding++;
        operand("#_");
        discarding--;
        return SKIPPED;
    }

    private Object pattern() {
        if (!options.readsQueryForms()) {
            input.position++;
            throw input.unexpected("one of { _ : # ^ or a tag after '#' (patterns are read in queries only)");
        }
        input.position++;
        return strings.pattern();
    }

    private Object quote() {
        if (!options.readsQueryForms()) {
            throw input.unexpected("a form (quotes are read in queries only)");
        }
        int line = input.line();
        int column = input.column();
        input.position++;
        return new EdnList(new @Nullable Object[] {QUOTE, operand("'")}, line, column);
    }

    /** Reads {@code ^meta form} and returns the form alone. */
    private @Nullable Object metadata(int prefix) {
        input.position += prefix;
        int line = input.line();
        int column = input.column();
        Object metadata = operand("^");
        if (!isMetadata(metadata)) {
            throw new EdnException("a map, keyword, symbol or string as metadata", Found.form(metadata), line, column);
        }
        Object form = operand("the metadata");
        if (!(form instanceof Symbol || form instanceof Positioned)) {
            throw new EdnException("a symbol or collection after metadata", Found.form(form), line, column);
        }
        return form;
    }

    private static boolean isMetadata(@Nullable Object metadata) {
        return metadata instanceof EdnMap || metadata instanceof Named || metadata instanceof String;
    }

    private Object symbolicValue() {
        int line = input.line();
        int column = input.column();
        input.position += 2;
        Object name = operand("##");
        if (name == NAN) {
            return Double.NaN;
        }
        if (name == INFINITY) {
            return Double.POSITIVE_INFINITY;
        }
        if (name == NEGATIVE_INFINITY) {
            return Double.NEGATIVE_INFINITY;
        }
        throw new EdnException("NaN, Inf or -Inf after ##", Found.form(name), line, column);
    }

    private EdnMap namespacedMap() {
        int line = input.line();
        int column = input.column();
        input.position += 2;
        int c = input.peek(0);
        String expected = "the namespace of the map after #:";
        if (c < 0 || c == ':' || CharKind.endsToken((char) c) || Character.isDigit((char) c)) {
            throw input.unexpected(expected);
        }
        Object name = symbol();
        if (!(name instanceof Symbol namespace) || namespace.namespace() != null || !namespace.isReadable()) {
            throw new EdnException(expected, Found.form(name), line, column);
        }
        if (input.skipWhitespace() != '{') {
            throw input.unexpected("'{' after the namespace of the map");
        }
        input.position++;
        @Nullable Object[] entries = enclosed('}', line, column);
        for (int i = 0; i < entries.length; i += 2) {
            Object key = Names.inNamespace(namespace.name(), entries[i]);
            if (key instanceof Named named && !Names.isReadable(named)) {
                throw new EdnException(
                        "keys that may have the namespace of the map", Found.form(entries[i]), line, column);
            }
            entries[i] = key;
        }
        return map(entries, line, column);
    }

    private @Nullable Object tagged() {
        int line = input.line();
        int column = input.column();
        input.position++;
        Object name = symbol();
        if (!(name instanceof Symbol tag)) {
            throw new EdnException("a symbol as tag", Found.form(name), line, column);
        }
        if (tag == TagReader.UUID_TAG && tags.readsUuidItself()) {
            input.skipWhitespace();
            UUID uuid = TagReader.quotedUuid(input);
            if (uuid != null) {
                return uuid;
            }
        }
        return tags.value(tag, operand("#" + tag), discarding > 0, line, column);
    }

    private Keyword keyword() {
        input.scanToken(1);
        Keyword keyword = keywords.get(input.buffer, input.tokenStart() + 1, input.position);
        if (keyword == null) {
            throw input.unexpectedToken("a keyword such as :name or :namespace/name", input.token());
        }
        input.endToken();
        return keyword;
    }

    private @Nullable Object symbol() {
        if (!CharKind.isPlainConstituent(input.buffer[input.position])) {
            throw input.unexpected("a form");
        }
        input.scanToken(1);
        Symbol symbol = symbols.get(input.buffer, input.tokenStart(), input.position);
        if (symbol == null) {
            throw input.unexpectedToken("a symbol such as name or namespace/name", input.token());
        }
        input.endToken();
        if (symbol == TRUE) {
            return true;
        }
        if (symbol == FALSE) {
            return false;
        }
        return symbol == NIL ? null : symbol;
    }

    private Number number() {
        input.scanNumber();
        Number number;
        try {
            number = NumberText.parse(input.buffer, input.tokenStart(), input.position);
        } catch (ArithmeticException beyondLimit) {
            throw input.unexpectedToken(String.valueOf(beyondLimit.getMessage()), input.token());
        }
        if (number == null) {
            throw malformedNumber();
        }
        input.endToken();
        return number;
    }

    private EdnException malformedNumber() {
        String text = input.token();
        return NumberText.isRatio(text)
                ? input.unexpectedToken("an integer or a decimal (ratios are not EDN)", text)
                : input.unexpectedToken("a number", text);
    }

    private Character character() {
        int c = input.peek(1);
        if (c < 0) {
            input.position++;
            throw input.unexpected("a character after '\\'");
        }
        input.position++;
        input.scanToken(1);
        Character character = CharacterText.parse(input.token());
        if (character == null) {
            throw input.unexpectedToken("a character such as \\a, \\newline or \\u0041", "\\" + input.token());
        }
        input.endToken();
        if (c == '\n') {
            input.newline(input.position);
        }
        return character;
    }
}
