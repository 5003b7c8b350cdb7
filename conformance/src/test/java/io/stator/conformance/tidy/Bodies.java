package io.stator.conformance.tidy;

import io.stator.conformance.tidy.JavaSource.Body;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the methods of a Java text by counting braces.
 *
 * <p>The text before a brace, back to the last statement or block, tells what the brace opens: the body of a class, or, directly
 * within a class, a method, an initialiser or the block of a lambda. Only the latter are reported, not the blocks within them.
 */
final class Bodies {
    private static final Pattern TYPE = Pattern.compile("\\b(class|interface|enum|record)\\s+\\w+");
    private static final Pattern ANONYMOUS_CLASS = Pattern.compile("\\bnew\\s+[\\w.\\s<>,?@\\[\\]&]+$");
    private static final Pattern ENUM_CONSTANT = Pattern.compile("^[\\s,]*(@\\w+\\s+)*[A-Z]\\w*\\s*$");
    private static final Pattern LAST_NAME = Pattern.compile("(\\w+)\\s*$");

    private enum Kind {
        TYPE,
        ENUM,
        BODY,
        OTHER
    }

    /** An open brace: what it opened, where its header began, and whether a semicolon was seen directly inside. */
    private static final class Block {
        final Kind kind;
        final String name;
        final int firstLine;
        int header;
        boolean semicolonSeen;

        Block(Kind kind, String name, int firstLine, int header) {
            this.kind = kind;
            this.name = name;
            this.firstLine = firstLine;
            this.header = header;
        }
    }

    private final String code;
    private final List<Body> found = new ArrayList<>();
    private final Deque<Block> open = new ArrayDeque<>();

    private Bodies(String code) {
        this.code = code;
    }

    static List<Body> of(String code) {
        Bodies bodies = new Bodies(code);
        bodies.run();
        return bodies.found;
    }

    private void run() {
        open.push(new Block(Kind.TYPE, "", 1, 0));
        for (int i = 0; i < code.length(); i++) {
            switch (code.charAt(i)) {
                case '{' -> open.push(opened(i));
                case '}' -> close(i);
                case ';' -> {
                    open.element().header = i + 1;
                    open.element().semicolonSeen = true;
                }
                default -> {}
            }
        }
        if (open.size() != 1) {
            throw new IllegalArgumentException("braces must be balanced: open at the end=" + (open.size() - 1));
        }
    }

    private void close(int position) {
        Block closed = open.pop();
        if (open.isEmpty()) {
            throw new IllegalArgumentException(
                    "braces must be balanced: surplus in line " + JavaSource.lineAt(code, position));
        }
        if (closed.kind == Kind.BODY) {
            found.add(new Body(closed.name, closed.firstLine, JavaSource.lineAt(code, position)));
        }
        if (!insideParentheses(open.element().header, position)) {
            open.element().header = position + 1;
        }
    }

    private Block opened(int brace) {
        Block outer = open.element();
        String header = code.substring(outer.header, brace);
        String signature = withoutArguments(header);
        boolean type = outer.kind == Kind.TYPE || outer.kind == Kind.ENUM;
        Matcher declaration = TYPE.matcher(signature);
        if (declaration.find()) {
            return new Block(declaration.group(1).equals("enum") ? Kind.ENUM : Kind.TYPE, "", 0, brace + 1);
        }
        boolean constant = outer.kind == Kind.ENUM
                && !outer.semicolonSeen
                && ENUM_CONSTANT.matcher(signature).find();
        if (constant || (type && ANONYMOUS_CLASS.matcher(signature).find())) {
            return new Block(Kind.TYPE, "", 0, brace + 1);
        }
        String flat = header.strip();
        boolean array = flat.endsWith("=") || flat.endsWith("]") || flat.endsWith("(") || flat.endsWith(",");
        if (!type || array) {
            return new Block(Kind.OTHER, "", 0, brace + 1);
        }
        Matcher name = LAST_NAME.matcher(signature.replaceFirst("\\s+throws\\s[\\w.,\\s]+$", ""));
        return new Block(
                Kind.BODY, name.find() ? name.group(1) : "initialiser", firstLine(outer.header, brace), brace + 1);
    }

    /** The line of the last opening parenthesis that is not nested, where a method has its name, or the line of the brace. */
    private int firstLine(int from, int brace) {
        int depth = 0;
        for (int i = brace - 1; i >= from; i--) {
            if (code.charAt(i) == ')') {
                depth++;
            } else if (code.charAt(i) == '(' && --depth == 0) {
                return JavaSource.lineAt(code, i);
            }
        }
        return JavaSource.lineAt(code, brace);
    }

    private boolean insideParentheses(int from, int to) {
        int depth = 0;
        for (int i = from; i < to; i++) {
            if (code.charAt(i) == '(') {
                depth++;
            } else if (code.charAt(i) == ')') {
                depth--;
            }
        }
        return depth > 0;
    }

    /** The header with everything in closed parentheses left out, and cut to what follows the last open one. */
    private static String withoutArguments(String header) {
        StringBuilder kept = new StringBuilder();
        Deque<Integer> parentheses = new ArrayDeque<>();
        for (int i = 0; i < header.length(); i++) {
            char character = header.charAt(i);
            if (character == '(') {
                parentheses.push(kept.length());
                kept.append(character);
            } else if (character == ')' && !parentheses.isEmpty()) {
                kept.setLength(parentheses.pop());
                kept.append(' ');
            } else {
                kept.append(character);
            }
        }
        return parentheses.isEmpty() ? kept.toString() : kept.substring(parentheses.peek() + 1);
    }
}
