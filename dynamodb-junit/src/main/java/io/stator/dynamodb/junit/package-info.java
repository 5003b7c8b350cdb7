/**
 * DynamoDB Local for the tests of programs that use DynamoDB, as an extension of JUnit 5 and 6.
 *
 * <p>JUnit and DynamoDB Local are dependencies of the program's tests, not of this library.
 */
@NullMarked
package io.stator.dynamodb.junit;

import org.jspecify.annotations.NullMarked;
