/** Reading a whole stream of changes: all shards in the right order, with checkpoints to go on from. */
@NullMarked
package io.stator.dynamodb.stream;

import org.jspecify.annotations.NullMarked;
