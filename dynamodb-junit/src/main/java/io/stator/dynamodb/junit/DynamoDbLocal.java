package io.stator.dynamodb.junit;

import io.stator.dynamodb.DynamoConfig;
import io.stator.dynamodb.DynamoDb;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * The extension that runs DynamoDB Local for tests: {@code @RegisterExtension static final DynamoDbLocal local =
 * DynamoDbLocal.start();}.
 *
 * <p>The server is a process of its own, in memory, and shared by all test classes of a JVM. Each test class has its own access
 * key and with it its own, empty database; nested classes use that of the class around them. The clients of a class are closed
 * after its last test. Parameters of tests may be of the types {@code DynamoDb}, {@code DynamoDbClient},
 * {@code DynamoDbAsyncClient}, {@code DynamoDbStreamsClient}, {@code DynamoDbStreamsAsyncClient} and {@code URI} (the endpoint).
 * Tests that run in parallel with a database for each method need them, because the methods of this class speak of the database
 * that was begun last.
 *
 * <p>The test class path must have {@code software.amazon.dynamodb:DynamoDBLocal}, which comes under a licence of its own.
 *
 * <p>In the manual: {@code docs/manual/dynamodb/testing.md}, or {@code stator help manual dynamodb/testing}.
 *
 * <p>What needs the server waits until it has started, once a JVM, and fails with {@link IllegalStateException} when it cannot be started.
 */
public final class DynamoDbLocal implements BeforeAllCallback, BeforeEachCallback, ParameterResolver {
    private static final String DATABASE = "database";

    private final Namespace namespace = Namespace.create(DynamoDbLocal.class, this);
    private final boolean perMethod;
    private final boolean delayed;
    private @Nullable LocalDatabase current;
    private boolean currentIsTaken;

    /** For {@code @ExtendWith} and {@link WithDynamoDbLocal}; programs call {@link #start()}. Never waits and never fails. */
    public DynamoDbLocal() {
        this(false, false);
    }

    private DynamoDbLocal(boolean perMethod, boolean delayed) {
        this.perMethod = perMethod;
        this.delayed = delayed;
    }

    /** Returns an extension with one database for each test class; its server is started when first needed. Never waits and never fails. */
    public static DynamoDbLocal start() {
        return new DynamoDbLocal();
    }

    /** Returns an extension like this one with an empty database for each test method. Never waits and never fails. */
    public DynamoDbLocal databasePerMethod() {
        return new DynamoDbLocal(true, delayed);
    }

    /** Returns an extension like this one whose indexes take as long to be created and deleted as those of the service. Never waits and never fails. */
    public DynamoDbLocal delayTransientStatuses() {
        return new DynamoDbLocal(perMethod, true);
    }

    /** Returns where the server listens. Waits and fails as said above. */
    public URI endpoint() {
        return current().endpoint();
    }

    /** Returns the credentials that lead to the database of the running test class or method. Waits and fails as said above. */
    public AwsCredentialsProvider credentials() {
        return current().credentials();
    }

    /** Returns the region of the database. Never waits and never fails. */
    public Region region() {
        return LocalDatabase.REGION;
    }

    /** Returns the configuration that leads to the database of the running test class or method, to change and open. Waits and fails as said above. */
    public DynamoConfig config() {
        return current().config();
    }

    /** Returns a {@code DynamoDb} that ends with the test class, or with the test method if the database does. Waits and fails as said above. */
    public DynamoDb dynamoDb() {
        return current().client(DynamoDb.class);
    }

    /** Returns a client of the AWS SDK that ends with the test class, or with the test method if the database does. Waits and fails as said above. */
    public DynamoDbClient client() {
        return current().client(DynamoDbClient.class);
    }

    /** Returns an asynchronous client of the AWS SDK that ends as {@link #client()} does. Waits and fails as said above. */
    public DynamoDbAsyncClient asyncClient() {
        return current().client(DynamoDbAsyncClient.class);
    }

    /** Returns a client of the AWS SDK for streams that ends as {@link #client()} does. Waits and fails as said above. */
    public DynamoDbStreamsClient streamsClient() {
        return current().client(DynamoDbStreamsClient.class);
    }

    private synchronized LocalDatabase current() {
        if (current == null || current.isClosed()) {
            current = LocalServers.open(kind(delayed));
            currentIsTaken = false;
        }
        return current;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        LocalServers.keepDuring(context);
        if (database(context) == null) {
            begin(context);
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        LocalServers.keepDuring(context);
        boolean fresh =
                annotation(context).map(WithDynamoDbLocal::databasePerMethod).orElse(perMethod);
        if (fresh || database(context) == null) {
            begin(context);
        }
    }

    /** Gives the context a database, which JUnit closes with it; one opened by a static initialiser is the class's. */
    private synchronized void begin(ExtensionContext context) {
        LocalDatabase database = current;
        if (database == null || database.isClosed() || currentIsTaken) {
            boolean slow = annotation(context)
                    .map(WithDynamoDbLocal::delayTransientStatuses)
                    .orElse(delayed);
            database = LocalServers.open(kind(slow));
        }
        current = database;
        currentIsTaken = true;
        context.getStore(namespace).put(DATABASE, database);
    }

    private @Nullable LocalDatabase database(ExtensionContext context) {
        return context.getStore(namespace).get(DATABASE, LocalDatabase.class);
    }

    private static LocalServers.Kind kind(boolean delayed) {
        return delayed ? LocalServers.Kind.DELAYED : LocalServers.Kind.PROMPT;
    }

    private static Optional<WithDynamoDbLocal> annotation(ExtensionContext context) {
        return context.getTestClass().flatMap(DynamoDbLocal::annotation);
    }

    private static Optional<WithDynamoDbLocal> annotation(Class<?> type) {
        for (Class<?> each = type; each != null; each = each.getEnclosingClass()) {
            Optional<WithDynamoDbLocal> found = AnnotationSupport.findAnnotation(each, WithDynamoDbLocal.class);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == URI.class || LocalDatabase.CLIENTS.contains(type);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        LocalDatabase database = database(context);
        if (database == null) {
            throw new ParameterResolutionException("a field with the extension must be static to serve the parameter "
                    + parameter.getParameter() + " of " + parameter.getDeclaringExecutable());
        }
        Class<?> type = parameter.getParameter().getType();
        return type == URI.class ? database.endpoint() : database.client(type);
    }
}
