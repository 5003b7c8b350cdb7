/** The database as a program sees it: clients, connections, databases, results and anomalies. */
@NullMarked
package io.stator;

import org.jspecify.annotations.NullMarked;
