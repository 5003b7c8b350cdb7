/**
 * The text of DynamoDB's expressions: reads it, and writes it with an alias for every attribute name and every value.
 *
 * <p>Pure functions of text; knows neither the values nor the service.
 */
@NullMarked
package io.stator.dynamodb.expression;

import org.jspecify.annotations.NullMarked;
