/**
 * DynamoDB in its own verbs, with plain Java values in and out.
 *
 * <p>A program opens a {@link io.stator.dynamodb.DynamoDb}, asks it for a {@link io.stator.dynamodb.Table} and works with
 * {@link io.stator.dynamodb.Item}s. All failures are {@link io.stator.dynamodb.DynamoException}s.
 */
@NullMarked
package io.stator.dynamodb;

import org.jspecify.annotations.NullMarked;
