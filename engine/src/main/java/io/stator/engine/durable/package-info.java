/** What is durable of a database: its log read, appended to, followed and erased from; the databases of a system. */
@NullMarked
package io.stator.engine.durable;

import org.jspecify.annotations.NullMarked;
