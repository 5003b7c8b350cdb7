package io.stator.dynamodb;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Sets as DynamoDB has them: of texts, of numbers or of binaries, without equal elements. */
final class SetWriter {
    private SetWriter() {}

    /** Returns the stored form of a set; elements that DynamoDB takes for equal, like 1 and 1.0, become one. */
    static AttributeValue write(Codecs codecs, Set<?> values, int depth) {
        if (values.isEmpty()) {
            throw new Mismatch(
                    "must not be an empty set, which DynamoDB cannot store; leave the attribute out, or use a list");
        }
        List<AttributeValue> elements = new ArrayList<>(values.size());
        for (Object value : values) {
            AttributeValue element = codecs.write(value, depth);
            check(element, elements);
            elements.add(element);
        }
        return switch (elements.get(0).type()) {
            case S -> AttributeValue.fromSs(texts(elements));
            case N -> AttributeValue.fromNs(numbers(elements));
            default -> AttributeValue.fromBs(binaries(elements));
        };
    }

    private static void check(AttributeValue element, List<AttributeValue> earlier) {
        AttributeValue.Type type = element.type();
        if (type != AttributeValue.Type.S && type != AttributeValue.Type.N && type != AttributeValue.Type.B) {
            throw new Mismatch("must be a set of texts, numbers or binaries, which is all DynamoDB stores: it holds "
                    + Values.typeName(element) + "; use a list");
        }
        if (!earlier.isEmpty() && earlier.get(0).type() != type) {
            throw new Mismatch("must be a set of one type, texts or numbers or binaries: it holds "
                    + Values.typeName(earlier.get(0)) + " and " + Values.typeName(element) + "; use a list");
        }
    }

    private static List<String> texts(List<AttributeValue> elements) {
        Set<String> texts = new LinkedHashSet<>(Values.capacity(elements.size()));
        elements.forEach(element -> texts.add(element.s()));
        return List.copyOf(texts);
    }

    private static List<String> numbers(List<AttributeValue> elements) {
        List<String> numbers = new ArrayList<>(elements.size());
        Set<Object> seen = new HashSet<>(Values.capacity(elements.size()));
        for (AttributeValue element : elements) {
            if (seen.add(Values.canonicalNumber(element.n()))) {
                numbers.add(element.n());
            }
        }
        return numbers;
    }

    private static List<SdkBytes> binaries(List<AttributeValue> elements) {
        Set<SdkBytes> binaries = new LinkedHashSet<>(Values.capacity(elements.size()));
        elements.forEach(element -> binaries.add(element.b()));
        return List.copyOf(binaries);
    }
}
