package io.stator.dynamodb;

import io.stator.nippy.Nippy;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The only door to the Nippy format, which is in an artifact that a program without frozen values need not have.
 *
 * <p>No class is asked to load one of {@code io.stator.nippy} before this format has thawed a value of it.
 */
sealed interface FrozenFormat permits FrozenNippyFormat, FrozenFormat.Missing {
    /** Returns the bytes of a value; throws {@link Mismatch}. */
    byte[] freeze(@Nullable Object value);

    /**
     * Returns the value of bytes that look frozen, or {@link FrozenThawed#NOT_FROZEN} if they are something else, damaged or packed in a
     * way that only their writer knows. What a password, a limit or a missing library keeps from being thawed is a {@link Mismatch}.
     */
    @Nullable
    Object thaw(byte[] bytes);

    /** Returns the format with other settings; throws {@link Mismatch}. */
    FrozenFormat with(UnaryOperator<Nippy> change);

    /** Returns whether bytes begin like frozen ones: {@code NPY}, a code, and a body. */
    static boolean looksFrozen(byte[] bytes) {
        return bytes.length > 4 && bytes[0] == 'N' && bytes[1] == 'P' && bytes[2] == 'Y';
    }

    /** Returns the format as it is when nothing is said. */
    static FrozenFormat standard() {
        try {
            Class.forName("io.stator.nippy.Nippy", false, FrozenFormat.class.getClassLoader());
        } catch (ClassNotFoundException absent) {
            return Missing.MISSING;
        }
        return new FrozenNippyFormat(Nippy.standard());
    }

    /** Stands for the format where its artifact is missing. */
    enum Missing implements FrozenFormat {
        MISSING;

        private static final String ARTIFACT =
                "the artifact io.stator:stator-nippy, which knows frozen values, is not on the class path; add it";

        @Override
        public byte[] freeze(@Nullable Object value) {
            throw new Mismatch("must be a value that need not be frozen: " + ARTIFACT);
        }

        @Override
        public Object thaw(byte[] bytes) {
            throw new Mismatch("must be thawed to be read: " + ARTIFACT + ", or read it as it is stored, with"
                    + " DynamoConfig.codecs(Codecs.standard().autoThaw(false))");
        }

        @Override
        public FrozenFormat with(UnaryOperator<Nippy> change) {
            throw new Mismatch("must be ones without settings for frozen values: " + ARTIFACT);
        }
    }
}
