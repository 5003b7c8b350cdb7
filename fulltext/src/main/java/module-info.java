import io.stator.engine.query.function.FunctionModule;
import io.stator.fulltext.FulltextModule;

/** Full-text search in queries. */
module io.stator.fulltext {
    requires static org.jspecify;
    requires io.stator.engine;
    requires org.apache.lucene.core;
    requires org.apache.lucene.queryparser;

    provides FunctionModule with
            FulltextModule;
}
