/**
 * What the node says to its operator: one line per event, as text or as JSON, on standard error.
 *
 * <p>Rooms log through {@code System.Logger}; this room is what stands behind it. Lines are written
 * by one thread from a bounded queue, so that a reader of standard error that stalls never stops an
 * event loop; what does not fit is counted and said.
 */
@NullMarked
package dev.fairlead.control.logging;

import org.jspecify.annotations.NullMarked;
