/**
 * The wire protocol of Datomic's clients, for both of its ends: values as Transit in msgpack, operations, what requests and answers hold, and
 * signatures. For clients and servers, not for application code.
 */
@NullMarked
package io.stator.client.wire;

import org.jspecify.annotations.NullMarked;
