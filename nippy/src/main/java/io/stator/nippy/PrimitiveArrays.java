package io.stator.nippy;

import java.io.ObjectStreamClass;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Arrays of primitive values in their two forms: the elements one by one, and the object stream of Java's serialisation.
 *
 * <p>The latter is the only form in which every Nippy since 3.0 reads them. It always begins with the same bytes for one type, the
 * length and the elements follow; so it is written and recognised here without the classes that execute such streams.
 */
final class PrimitiveArrays {
    private static final int HEADER_BYTES = 27;
    private static final int START = 0xACED0005;
    private static final int ARRAY = 0x75;
    private static final int CLASS_DESCRIPTION = 0x72;
    private static final int SERIALIZABLE = 2;
    private static final int END_OF_DESCRIPTION = 0x78;
    private static final int NO_SUPERCLASS = 0x70;

    private PrimitiveArrays() {}

    static int[] ints(@Nullable Object[] elements) {
        int[] array = new int[elements.length];
        for (int i = 0; i < array.length; i++) {
            array[i] = number(elements[i]).intValue();
        }
        return array;
    }

    static long[] longs(@Nullable Object[] elements) {
        long[] array = new long[elements.length];
        for (int i = 0; i < array.length; i++) {
            array[i] = number(elements[i]).longValue();
        }
        return array;
    }

    static float[] floats(@Nullable Object[] elements) {
        float[] array = new float[elements.length];
        for (int i = 0; i < array.length; i++) {
            array[i] = number(elements[i]).floatValue();
        }
        return array;
    }

    static double[] doubles(@Nullable Object[] elements) {
        double[] array = new double[elements.length];
        for (int i = 0; i < array.length; i++) {
            array[i] = number(elements[i]).doubleValue();
        }
        return array;
    }

    private static Number number(@Nullable Object element) {
        if (element instanceof Integer
                || element instanceof Long
                || element instanceof Float
                || element instanceof Double
                || element instanceof Short
                || element instanceof Byte) {
            return (Number) element;
        }
        throw new NippyException("element of an array must be a number: "
                + (element == null ? "null" : element.getClass().getSimpleName()) + "; the bytes are damaged");
    }

    /** Returns the object stream of an array, or null if the value is none of primitive values. */
    static byte @Nullable [] serialize(Object value) {
        if (value instanceof int[] array) {
            ByteBuffer stream = header(int[].class, array.length, Integer.BYTES);
            stream.asIntBuffer().put(array);
            return stream.array();
        } else if (value instanceof long[] array) {
            ByteBuffer stream = header(long[].class, array.length, Long.BYTES);
            stream.asLongBuffer().put(array);
            return stream.array();
        } else if (value instanceof double[] array) {
            ByteBuffer stream = header(double[].class, array.length, Double.BYTES);
            stream.asDoubleBuffer().put(array);
            return stream.array();
        } else if (value instanceof float[] array) {
            ByteBuffer stream = header(float[].class, array.length, Float.BYTES);
            stream.asFloatBuffer().put(array);
            return stream.array();
        } else if (value instanceof short[] array) {
            ByteBuffer stream = header(short[].class, array.length, Short.BYTES);
            stream.asShortBuffer().put(array);
            return stream.array();
        } else if (value instanceof char[] array) {
            ByteBuffer stream = header(char[].class, array.length, Character.BYTES);
            stream.asCharBuffer().put(array);
            return stream.array();
        } else if (value instanceof boolean[] array) {
            ByteBuffer stream = header(boolean[].class, array.length, 1);
            for (boolean element : array) {
                stream.put((byte) (element ? 1 : 0));
            }
            return stream.array();
        }
        return null;
    }

    private static ByteBuffer header(Class<?> type, int length, int elementBytes) {
        long size = HEADER_BYTES + (long) length * elementBytes;
        if (size > Integer.MAX_VALUE - Long.BYTES) {
            throw new NippyException(
                    NippyException.Kind.LIMIT,
                    "array must fit into an array of bytes: " + type.getSimpleName() + " of " + length);
        }
        return ByteBuffer.allocate((int) size)
                .putInt(START)
                .put((byte) ARRAY)
                .put((byte) CLASS_DESCRIPTION)
                .putShort((short) 2)
                .put((byte) '[')
                .put((byte) type.getName().charAt(1))
                .putLong(ObjectStreamClass.lookup(type).getSerialVersionUID())
                .put((byte) SERIALIZABLE)
                .putShort((short) 0)
                .put((byte) END_OF_DESCRIPTION)
                .put((byte) NO_SUPERCLASS)
                .putInt(length);
    }

    /** Returns the array of primitive values of which this is the object stream, or null if it is of anything else. */
    static @Nullable Object deserialize(String className, byte[] stream) {
        Class<?> type = className.length() == 2 && className.charAt(0) == '[' ? type(className.charAt(1)) : null;
        if (type == null || stream.length < HEADER_BYTES) {
            return null;
        }
        int length = ByteBuffer.wrap(stream).getInt(HEADER_BYTES - Integer.BYTES);
        byte[] expected = header(type, 0, 0).array();
        int fixed = HEADER_BYTES - Integer.BYTES;
        if (!Arrays.equals(expected, 0, fixed, stream, 0, fixed)
                || HEADER_BYTES + (long) length * elementBytes(type) != stream.length) {
            return null;
        }
        return unpack(type, ByteBuffer.wrap(stream, HEADER_BYTES, stream.length - HEADER_BYTES));
    }

    private static @Nullable Class<?> type(char code) {
        return switch (code) {
            case 'I' -> int[].class;
            case 'J' -> long[].class;
            case 'F' -> float[].class;
            case 'D' -> double[].class;
            case 'S' -> short[].class;
            case 'C' -> char[].class;
            case 'Z' -> boolean[].class;
            default -> null;
        };
    }

    static int elementBytes(Class<?> type) {
        if (type == long[].class || type == double[].class) {
            return Long.BYTES;
        } else if (type == int[].class || type == float[].class) {
            return Integer.BYTES;
        }
        return type == boolean[].class ? 1 : Short.BYTES;
    }

    /** Returns an array of this type with the elements that are left in the buffer. */
    static Object unpack(Class<?> type, ByteBuffer packed) {
        int length = packed.remaining() / elementBytes(type);
        if (type == int[].class) {
            int[] array = new int[length];
            packed.asIntBuffer().get(array);
            return array;
        } else if (type == long[].class) {
            long[] array = new long[length];
            packed.asLongBuffer().get(array);
            return array;
        } else if (type == double[].class) {
            double[] array = new double[length];
            packed.asDoubleBuffer().get(array);
            return array;
        } else if (type == float[].class) {
            float[] array = new float[length];
            packed.asFloatBuffer().get(array);
            return array;
        } else if (type == short[].class) {
            short[] array = new short[length];
            packed.asShortBuffer().get(array);
            return array;
        } else if (type == char[].class) {
            char[] array = new char[length];
            packed.asCharBuffer().get(array);
            return array;
        }
        boolean[] array = new boolean[length];
        for (int i = 0; i < length; i++) {
            array[i] = packed.get() != 0;
        }
        return array;
    }
}
