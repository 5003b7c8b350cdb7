/** Whether what is in storage is what it must be: all bytes read, the indexes compared with each other and with the log. */
@NullMarked
package io.stator.engine.care;

import org.jspecify.annotations.NullMarked;
