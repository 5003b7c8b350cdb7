/** Clusters of simulated machines that share a table, and what must be true of them. */
@NullMarked
package io.stator.storage.dynamodb.cluster;

import org.jspecify.annotations.NullMarked;
