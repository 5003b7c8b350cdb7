/** Storage of whole systems in tables of DynamoDB. */
@NullMarked
package io.stator.storage.dynamodb;

import org.jspecify.annotations.NullMarked;
