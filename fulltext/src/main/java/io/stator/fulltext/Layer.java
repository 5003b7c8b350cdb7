package io.stator.fulltext;

import io.stator.Anomaly;
import io.stator.engine.database.Deadline;
import java.io.IOException;
import java.util.List;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.store.ByteBuffersDirectory;

/**
 * Some different texts and their words, in the heap; immutable and thread-safe. There is nothing to close: when nothing
 * refers to it, it is gone.
 *
 * @param bytes the size of the index, without the texts, which belong to the database
 */
record Layer(List<String> values, DirectoryReader reader, long bytes) {
    /** The field with the position of a document's text among the values. */
    static final String ORDINAL = "ordinal";

    private static final int CHECK_INTERVAL = 1_024;
    private static final double BUFFER_MEGABYTES = 16;

    /**
     * Returns the layer of texts, all different.
     *
     * @throws Anomaly.Unavailable when it would take too many bytes, or too long
     */
    static Layer of(List<String> values, long bytesMax, Deadline deadline) throws IOException {
        ByteBuffersDirectory directory = new ByteBuffersDirectory();
        IndexWriterConfig config = new IndexWriterConfig(Words.ANALYZER)
                .setRAMBufferSizeMB(BUFFER_MEGABYTES)
                .setMergeScheduler(new SerialMergeScheduler())
                .setUseCompoundFile(false)
                .setCommitOnClose(false);
        try (IndexWriter writer = new IndexWriter(directory, config)) {
            TextField text = new TextField(Words.FIELD, "", Field.Store.NO);
            NumericDocValuesField ordinal = new NumericDocValuesField(ORDINAL, 0);
            Document document = new Document();
            document.add(text);
            document.add(ordinal);
            for (int i = 0; i < values.size(); i++) {
                if (i % CHECK_INTERVAL == 0) {
                    deadline.check();
                    requireBytes(size(directory) + writer.ramBytesUsed(), bytesMax);
                }
                text.setStringValue(values.get(i));
                ordinal.setLongValue(i);
                writer.addDocument(document);
            }
            writer.forceMerge(1);
            writer.commit();
        }
        long bytes = size(directory);
        requireBytes(bytes, bytesMax);
        return new Layer(values, DirectoryReader.open(directory), bytes);
    }

    private static void requireBytes(long bytes, long bytesMax) {
        if (bytes > bytesMax) {
            throw new Anomaly.Unavailable("the full-text index of an attribute must have at most " + bytesMax
                    + " bytes, a quarter of the heap: give the virtual machine a bigger one");
        }
    }

    private static long size(ByteBuffersDirectory directory) throws IOException {
        long size = 0;
        for (String file : directory.listAll()) {
            size += directory.fileLength(file);
        }
        return size;
    }
}
