@NullMarked
package io.stator.cli;

import org.jspecify.annotations.NullMarked;
