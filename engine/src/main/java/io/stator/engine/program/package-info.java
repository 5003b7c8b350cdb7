/** The functions that a program brings along: its own, those of modules, and those of other languages. */
@NullMarked
package io.stator.engine.program;

import org.jspecify.annotations.NullMarked;
