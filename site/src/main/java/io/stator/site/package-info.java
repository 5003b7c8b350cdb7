/** The pages for readers as a site: what the generator is given, and what it cannot make by itself. */
@NullMarked
package io.stator.site;

import org.jspecify.annotations.NullMarked;
