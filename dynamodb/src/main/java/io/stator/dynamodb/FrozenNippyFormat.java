package io.stator.dynamodb;

import io.stator.nippy.Keyword;
import io.stator.nippy.Nippy;
import io.stator.nippy.NippyException;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The format of frozen values, and keywords, where their artifact is there; nothing else calls it. */
record FrozenNippyFormat(Nippy nippy) implements FrozenFormat {
    @Override
    public byte[] freeze(@Nullable Object value) {
        try {
            return nippy.freeze(value);
        } catch (NippyException cause) {
            throw new Mismatch("must be a value that can be frozen: " + cause.getMessage(), cause);
        }
    }

    @Override
    public @Nullable Object thaw(byte[] bytes) {
        try {
            return nippy.thaw(bytes);
        } catch (NippyException cause) {
            if (cause.kind() == NippyException.Kind.DAMAGED) {
                return FrozenThawed.NOT_FROZEN;
            }
            throw new Mismatch(
                    "must be thawed to be read: " + cause.getMessage()
                            + ", with DynamoConfig.codecs(Codecs.standard().nippy(...)); Codecs.autoThaw(false) reads it as it"
                            + " is stored",
                    cause);
        }
    }

    /** Returns the text of a keyword. */
    static String text(Object keyword) {
        return ((Keyword) keyword).text();
    }

    /** Returns the keyword with a text. */
    static Object keyword(String text) {
        return Keyword.of(text);
    }

    @Override
    public FrozenFormat with(UnaryOperator<Nippy> change) {
        return new FrozenNippyFormat(Objects.requireNonNull(change.apply(nippy), "what nippy(change) returns"));
    }
}
