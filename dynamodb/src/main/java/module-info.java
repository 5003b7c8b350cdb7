/** DynamoDB with plain Java values. */
module io.stator.dynamodb {
    requires com.github.luben.zstd_jni;
    requires io.netty.transport;
    requires java.sql;
    requires org.lz4.java;
    requires org.tukaani.xz;
    requires snappy.java;
    requires static org.jspecify;
    requires static org.junit.jupiter.api;
    requires static software.amazon.awssdk.http.crt;
    requires software.amazon.awssdk.http.apache5;
    requires software.amazon.awssdk.http.nio.netty;
    requires software.amazon.awssdk.profiles;
    requires software.amazon.awssdk.retries;
    requires software.amazon.awssdk.retries.api;
    requires software.amazon.awssdk.utils;
    requires transitive software.amazon.awssdk.auth;
    requires transitive software.amazon.awssdk.awscore;
    requires transitive software.amazon.awssdk.core;
    requires transitive software.amazon.awssdk.http;
    requires transitive software.amazon.awssdk.identity.spi;
    requires transitive software.amazon.awssdk.regions;
    requires transitive software.amazon.awssdk.services.dynamodb;

    exports io.stator.dynamodb;
    exports io.stator.dynamodb.junit;
    exports io.stator.dynamodb.nippy;
    exports io.stator.dynamodb.stream;
}
