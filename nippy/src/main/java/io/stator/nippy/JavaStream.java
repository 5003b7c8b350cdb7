package io.stator.nippy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the end of an object that Java serialised, by the grammar of Java's specification and without any of its classes.
 *
 * <p>Nippy before 2.15 wrote such objects without their length. An object tells its fields by the descriptions of its classes, which
 * come before it or are referred to; everything that can be referred to has a number.
 */
final class JavaStream {
    private static final int START = 0xACED0005;
    private static final int FIRST_HANDLE = 0x7E0000;
    private static final int SUPERCLASSES_MAX = 64;

    private static final int NULL = 0x70;
    private static final int REFERENCE = 0x71;
    private static final int CLASS_DESCRIPTION = 0x72;
    private static final int OBJECT = 0x73;
    private static final int STRING = 0x74;
    private static final int ARRAY = 0x75;
    private static final int CLASS = 0x76;
    private static final int BLOCK = 0x77;
    private static final int END_OF_BLOCKS = 0x78;
    private static final int RESET = 0x79;
    private static final int LONG_BLOCK = 0x7A;
    private static final int LONG_STRING = 0x7C;
    private static final int PROXY_CLASS_DESCRIPTION = 0x7D;
    private static final int ENUM_CONSTANT = 0x7E;

    private static final int WRITE_METHOD = 1;
    private static final int SERIALIZABLE = 2;
    private static final int EXTERNALIZABLE = 4;
    private static final int BLOCK_DATA = 8;

    private final Input in;
    private final int depthMax;
    private final List<@Nullable Description> handles = new ArrayList<>();
    private int depth;

    /** What is known of a class: the types of its fields, how it is written, and its superclass. */
    private static final class Description {
        final String name;
        final StringBuilder fields = new StringBuilder();
        int flags;

        @Nullable
        Description parent;

        Description(String name) {
            this.name = name;
        }
    }

    private JavaStream(Input in, int depthMax) {
        this.in = in;
        this.depthMax = depthMax;
    }

    /** Reads over one object with its header. */
    static void skip(Input in, int depthMax) {
        if (in.readInt() != START) {
            throw new NippyException("serialised object must begin with its mark: it does not, before byte "
                    + in.position() + "; the bytes are damaged");
        }
        new JavaStream(in, depthMax).skipContent();
    }

    private void skipContent() {
        content(in.readByte());
    }

    /** Reads over what begins with this byte, and returns the description of a class if it is one. */
    private @Nullable Description content(int mark) {
        if (++depth > depthMax) {
            throw damaged("must be at most " + depthMax + " levels deep");
        }
        Description description = null;
        switch (mark) {
            case NULL -> {}
            case RESET -> handles.clear();
            case REFERENCE -> description = referred(in.readInt());
            case CLASS_DESCRIPTION -> description = describedClass();
            case PROXY_CLASS_DESCRIPTION -> description = proxyClass();
            case OBJECT -> object();
            case ARRAY -> array();
            case CLASS -> {
                classDescription();
                handles.add(null);
            }
            case ENUM_CONSTANT -> {
                classDescription();
                handles.add(null);
                skipContent();
            }
            case STRING -> {
                handles.add(null);
                in.skip(Short.toUnsignedInt(in.readShort()));
            }
            case LONG_STRING -> {
                handles.add(null);
                in.skip(in.readLong());
            }
            case BLOCK -> in.skip(Byte.toUnsignedInt(in.readByte()));
            case LONG_BLOCK -> in.skip(in.readInt());
            default -> throw damaged("must not hold the mark " + mark);
        }
        depth--;
        return description;
    }

    private @Nullable Description referred(int handle) {
        int index = handle - FIRST_HANDLE;
        if (index < 0 || index >= handles.size()) {
            throw damaged("must refer to what came before");
        }
        return handles.get(index);
    }

    private @Nullable Description classDescription() {
        return content(in.readByte());
    }

    private String text() {
        return in.readText(Short.toUnsignedInt(in.readShort()));
    }

    private Description describedClass() {
        Description description = new Description(text());
        in.readLong();
        handles.add(description);
        description.flags = in.readByte();
        int count = Short.toUnsignedInt(in.readShort());
        for (int i = 0; i < count; i++) {
            char type = (char) in.readByte();
            in.skip(Short.toUnsignedInt(in.readShort()));
            description.fields.append(type);
            if (type == 'L' || type == '[') {
                skipContent();
            }
        }
        annotation();
        description.parent = classDescription();
        return description;
    }

    private Description proxyClass() {
        Description description = new Description("");
        handles.add(description);
        description.flags = SERIALIZABLE;
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            in.skip(Short.toUnsignedInt(in.readShort()));
        }
        annotation();
        description.parent = classDescription();
        return description;
    }

    private void annotation() {
        for (int mark = in.readByte(); mark != END_OF_BLOCKS; mark = in.readByte()) {
            content(mark);
        }
    }

    private void object() {
        Description type = classDescription();
        handles.add(null);
        List<Description> classes = new ArrayList<>();
        for (Description each = type; each != null; each = each.parent) {
            if (classes.size() >= SUPERCLASSES_MAX) {
                throw damaged("must have classes with at most " + SUPERCLASSES_MAX + " superclasses");
            }
            classes.add(0, each);
        }
        for (Description each : classes) {
            fields(each);
        }
    }

    private void fields(Description type) {
        if ((type.flags & SERIALIZABLE) != 0) {
            for (int i = 0; i < type.fields.length(); i++) {
                value(type.fields.charAt(i));
            }
            if ((type.flags & WRITE_METHOD) != 0) {
                annotation();
            }
        } else if ((type.flags & EXTERNALIZABLE) != 0) {
            if ((type.flags & BLOCK_DATA) == 0) {
                throw damaged("must not be in the form of Java 1.1");
            }
            annotation();
        }
    }

    private void array() {
        Description type = classDescription();
        handles.add(null);
        int length = in.readInt();
        if (type == null || type.name.length() < 2) {
            throw damaged("must have arrays with a type");
        }
        char element = type.name.charAt(1);
        if (element == 'L' || element == '[') {
            for (int i = 0; i < length; i++) {
                skipContent();
            }
        } else {
            in.skip((long) length * bytes(element));
        }
    }

    private void value(char type) {
        if (type == 'L' || type == '[') {
            skipContent();
        } else {
            in.skip(bytes(type));
        }
    }

    private int bytes(char type) {
        return switch (type) {
            case 'B', 'Z' -> 1;
            case 'C', 'S' -> Short.BYTES;
            case 'I', 'F' -> Integer.BYTES;
            case 'J', 'D' -> Long.BYTES;
            default -> throw damaged("must have fields of Java's types");
        };
    }

    private NippyException damaged(String expectation) {
        return new NippyException("serialised object " + expectation + ": it does not, before byte " + in.position()
                + "; the bytes are damaged");
    }
}
