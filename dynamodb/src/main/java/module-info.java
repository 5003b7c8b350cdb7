/** DynamoDB with plain Java values. */
module io.stator.dynamodb {
    requires io.netty.transport;
    requires java.sql;
    requires static org.jspecify;
    requires static software.amazon.awssdk.http.crt;
    requires static transitive io.stator.nippy;
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
    exports io.stator.dynamodb.stream;
}
