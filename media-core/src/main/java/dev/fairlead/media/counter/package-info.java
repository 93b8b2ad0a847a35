/** Facts counted on hot paths: cheap to add to, readable by anyone, each with a sentence. */
@NullMarked
package dev.fairlead.media.counter;

import org.jspecify.annotations.NullMarked;
