package io.stator.dynamodb.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives the tests of a class an empty database in DynamoDB Local and hands its clients to their parameters.
 *
 * <pre>{@code
 * @WithDynamoDbLocal
 * final class OrdersTest {
 *     @Test
 *     void anOrderIsKept(DynamoDb dynamo) { ... }
 * }
 * }</pre>
 *
 * @see DynamoDbLocal the types a parameter may have
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@ExtendWith(DynamoDbLocal.class)
public @interface WithDynamoDbLocal {
    /** Returns whether each test method has an empty database of its own, instead of one for all methods of the class. */
    boolean databasePerMethod() default false;

    /** Returns whether indexes take as long to be created and deleted as those of the service. */
    boolean delayTransientStatuses() default false;
}
