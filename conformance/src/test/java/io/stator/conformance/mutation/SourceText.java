package io.stator.conformance.mutation;

import java.net.URI;
import javax.tools.SimpleJavaFileObject;

/** A Java source that the compiler reads from memory. */
final class SourceText extends SimpleJavaFileObject {
    private final String text;

    SourceText(String fileName, String text) {
        super(URI.create("memory:///" + fileName), Kind.SOURCE);
        this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
    }
}
