package io.stator.engine.query.function;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The methods of strings that take a regular expression as text. */
final class RegexMethods {
    private RegexMethods() {}

    static @Nullable EngineFunction function(String name) {
        return switch (name) {
            case "matches" ->
                (context, arguments) -> {
                    Definitions.checkArity(".matches", arguments, 2, 2);
                    return RegexFunctions.matcher(context, pattern(arguments), Arguments.text(arguments[0]))
                            .matches();
                };
            case "replaceAll" ->
                (context, arguments) -> {
                    Definitions.checkArity(".replaceAll", arguments, 3, 3);
                    Matcher matcher = RegexFunctions.matcher(context, pattern(arguments), Arguments.text(arguments[0]));
                    return TextFunctions.replace(context, matcher, Arguments.text(arguments[2]), true);
                };
            case "replaceFirst" ->
                (context, arguments) -> {
                    Definitions.checkArity(".replaceFirst", arguments, 3, 3);
                    Matcher matcher = RegexFunctions.matcher(context, pattern(arguments), Arguments.text(arguments[0]));
                    return TextFunctions.replace(context, matcher, Arguments.text(arguments[2]), false);
                };
            case "replace" ->
                (context, arguments) -> {
                    Definitions.checkArity(".replace", arguments, 3, 3);
                    return TextFunctions.replace(
                            context,
                            Arguments.text(arguments[0]),
                            TextFunctions.part(arguments[1]),
                            TextFunctions.part(arguments[2]),
                            true);
                };
            case "split" ->
                (context, arguments) -> {
                    Definitions.checkArity(".split", arguments, 2, 3);
                    int limit = arguments.length == 3 ? Arguments.index(arguments[2]) : 0;
                    return RegexFunctions.split(context, pattern(arguments), Arguments.text(arguments[0]), limit);
                };
            default -> null;
        };
    }

    private static Pattern pattern(@Nullable Object[] arguments) {
        return Pattern.compile(Arguments.text(arguments[1]));
    }
}
