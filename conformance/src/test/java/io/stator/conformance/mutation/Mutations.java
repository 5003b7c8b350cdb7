package io.stator.conformance.mutation;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BreakTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ContinueTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * Finds the small changes that a source offers, in the order of its syntax tree. Some do not compile, as arguments
 * swapped that have different types: nothing here knows types, the compiler refuses them.
 */
final class Mutations extends TreeScanner<@Nullable Void, @Nullable Void> {
    private static final Map<String, String> OTHER_OPERATOR = Map.ofEntries(
            Map.entry("<", "<="),
            Map.entry("<=", "<"),
            Map.entry(">", ">="),
            Map.entry(">=", ">"),
            Map.entry("==", "!="),
            Map.entry("!=", "=="),
            Map.entry("&&", "||"),
            Map.entry("||", "&&"),
            Map.entry("+", "-"),
            Map.entry("-", "+"),
            Map.entry("*", "/"),
            Map.entry("/", "*"),
            Map.entry("%", "*"),
            Map.entry("&", "|"),
            Map.entry("|", "&"),
            Map.entry("^", "|"),
            Map.entry("<<", ">>"),
            Map.entry(">>", "<<"),
            Map.entry(">>>", "<<"),
            Map.entry("++", "--"),
            Map.entry("--", "++"),
            Map.entry("+=", "-="),
            Map.entry("-=", "+="),
            Map.entry("|=", "&="),
            Map.entry("&=", "|="));

    /** What a method returns instead, by its declared type; a hash may be 0, always. */
    private static final Map<String, String> OTHER_RESULT = Map.of(
            "int", "0",
            "long", "0",
            "double", "0",
            "List", "java.util.List.of()",
            "Set", "java.util.Set.of()",
            "Map", "java.util.Map.of()",
            "Optional", "java.util.Optional.empty()",
            "Iterator", "java.util.Collections.emptyIterator()",
            "Stream", "java.util.stream.Stream.empty()");

    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final String text;
    private final List<Mutation> found = new ArrayList<>();
    /** The method that a return would leave; null within a lambda. */
    private @Nullable MethodTree method;

    private Mutations(CompilationUnitTree unit, SourcePositions positions, String text) {
        this.unit = unit;
        this.positions = positions;
        this.text = text;
    }

    /** All changes of the source with this text. */
    static List<Mutation> in(String text) {
        JavacTask task = (JavacTask) ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, null, List.of("-proc:none"), null, List.of(new SourceText("Any.java", text)));
        try {
            CompilationUnitTree unit = task.parse().iterator().next();
            Mutations mutations = new Mutations(unit, Trees.instance(task).getSourcePositions(), text);
            mutations.scan(unit, null);
            return mutations.found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public @Nullable Void visitAnnotation(AnnotationTree node, @Nullable Void nothing) {
        return null;
    }

    @Override
    public @Nullable Void visitMethod(MethodTree node, @Nullable Void nothing) {
        Tree body = node.getBody();
        if (body != null && "void".equals(String.valueOf(node.getReturnType())) && end(body) - start(body) > 2) {
            add("return early", start(body) + 1, start(body) + 1, " if (true) { return; }");
        }
        MethodTree outer = method;
        method = node;
        super.visitMethod(node, nothing);
        method = outer;
        return null;
    }

    @Override
    public @Nullable Void visitLambdaExpression(LambdaExpressionTree node, @Nullable Void nothing) {
        MethodTree outer = method;
        method = null;
        super.visitLambdaExpression(node, nothing);
        method = outer;
        return null;
    }

    @Override
    public @Nullable Void visitReturn(ReturnTree node, @Nullable Void nothing) {
        ExpressionTree value = node.getExpression();
        if (method != null && value != null && !(value instanceof LiteralTree)) {
            String type = String.valueOf(method.getReturnType());
            if (type.equals("boolean")) {
                replace("other result", value, "!(" + textOf(value) + ")");
            } else if (method.getModifiers().toString().contains("Nullable")) {
                replace("other result", value, "null");
            }
            String other = OTHER_RESULT.get(type.replaceAll("<.*", ""));
            if (other != null && !method.getName().contentEquals("hashCode")) {
                replace("other result", value, other);
            }
        }
        return super.visitReturn(node, nothing);
    }

    @Override
    public @Nullable Void visitIf(IfTree node, @Nullable Void nothing) {
        ExpressionTree condition = inner(node.getCondition());
        negate(condition);
        replace("never", condition, "false && (" + textOf(condition) + ")");
        replace("always", condition, "true || (" + textOf(condition) + ")");
        return super.visitIf(node, nothing);
    }

    @Override
    public @Nullable Void visitWhileLoop(WhileLoopTree node, @Nullable Void nothing) {
        negate(inner(node.getCondition()));
        return super.visitWhileLoop(node, nothing);
    }

    @Override
    public @Nullable Void visitConditionalExpression(ConditionalExpressionTree node, @Nullable Void nothing) {
        negate(node.getCondition());
        return super.visitConditionalExpression(node, nothing);
    }

    @Override
    public @Nullable Void visitExpressionStatement(ExpressionStatementTree node, @Nullable Void nothing) {
        replace("dropped statement", node, ";");
        return super.visitExpressionStatement(node, nothing);
    }

    @Override
    public @Nullable Void visitContinue(ContinueTree node, @Nullable Void nothing) {
        replace("break", node, "break;");
        return super.visitContinue(node, nothing);
    }

    @Override
    public @Nullable Void visitBreak(BreakTree node, @Nullable Void nothing) {
        replace("continue", node, "continue;");
        return super.visitBreak(node, nothing);
    }

    @Override
    public @Nullable Void visitBinary(BinaryTree node, @Nullable Void nothing) {
        otherOperator(end(node.getLeftOperand()), start(node.getRightOperand()));
        if (node.getKind() == Tree.Kind.CONDITIONAL_AND || node.getKind() == Tree.Kind.CONDITIONAL_OR) {
            add("half a condition", end(node.getLeftOperand()), end(node), "");
            add("half a condition", start(node), start(node.getRightOperand()), "");
        }
        return super.visitBinary(node, nothing);
    }

    @Override
    public @Nullable Void visitCompoundAssignment(CompoundAssignmentTree node, @Nullable Void nothing) {
        otherOperator(end(node.getVariable()), start(node.getExpression()));
        return super.visitCompoundAssignment(node, nothing);
    }

    @Override
    public @Nullable Void visitUnary(UnaryTree node, @Nullable Void nothing) {
        int operand = start(node.getExpression());
        switch (node.getKind()) {
            case LOGICAL_COMPLEMENT, UNARY_MINUS -> add("no negation", start(node), operand, "");
            case PREFIX_INCREMENT, PREFIX_DECREMENT -> otherOperator(start(node), operand);
            case POSTFIX_INCREMENT, POSTFIX_DECREMENT -> otherOperator(end(node.getExpression()), end(node));
            default -> {}
        }
        return super.visitUnary(node, nothing);
    }

    @Override
    public @Nullable Void visitLiteral(LiteralTree node, @Nullable Void nothing) {
        Object value = node.getValue();
        if (value instanceof Boolean flag) {
            replace("other constant", node, String.valueOf(!flag));
        } else if (value instanceof Integer || value instanceof Long) {
            String suffix = value instanceof Long ? "L" : "";
            long number = ((Number) value).longValue();
            replace("other constant", node, (number + 1) + suffix);
            replace("other constant", node, "(" + (number - 1) + suffix + ")");
        }
        return super.visitLiteral(node, nothing);
    }

    @Override
    public @Nullable Void visitMethodInvocation(MethodInvocationTree node, @Nullable Void nothing) {
        swap(node.getArguments());
        String called = textOf(node.getMethodSelect());
        if (called.equals("Math.min") || called.equals("Math.max")) {
            replace("other bound", node.getMethodSelect(), called.equals("Math.min") ? "Math.max" : "Math.min");
        }
        return super.visitMethodInvocation(node, nothing);
    }

    @Override
    public @Nullable Void visitNewClass(NewClassTree node, @Nullable Void nothing) {
        swap(node.getArguments());
        return super.visitNewClass(node, nothing);
    }

    private void swap(List<? extends ExpressionTree> arguments) {
        for (int i = 1; i < arguments.size(); i++) {
            ExpressionTree left = arguments.get(i - 1);
            ExpressionTree right = arguments.get(i);
            if (!textOf(left).equals(textOf(right))) {
                String between = text.substring(end(left), start(right));
                add("swapped arguments", start(left), end(right), textOf(right) + between + textOf(left));
            }
        }
    }

    private void negate(ExpressionTree condition) {
        replace("negated condition", condition, "!(" + textOf(condition) + ")");
    }

    private static ExpressionTree inner(ExpressionTree condition) {
        return condition instanceof ParenthesizedTree parentheses ? parentheses.getExpression() : condition;
    }

    private void otherOperator(int from, int to) {
        String operator = text.substring(from, to).strip();
        String other = OTHER_OPERATOR.get(operator);
        if (other != null) {
            int at = text.indexOf(operator, from);
            add("other operator", at, at + operator.length(), other);
        }
    }

    private void replace(String operator, Tree node, String replacement) {
        add(operator, start(node), end(node), replacement);
    }

    private void add(String operator, int start, int end, String replacement) {
        if (start >= 0 && end >= start) {
            found.add(new Mutation(operator, start, end, replacement));
        }
    }

    private String textOf(Tree node) {
        int end = end(node);
        return end < 0 ? "" : text.substring(start(node), end);
    }

    private int start(Tree node) {
        return (int) positions.getStartPosition(unit, node);
    }

    private int end(Tree node) {
        return (int) positions.getEndPosition(unit, node);
    }
}
