/** Bits and variable-length integers: bounds-checked, allocation-free. */
@NullMarked
package dev.fairlead.media.bits;

import org.jspecify.annotations.NullMarked;
