/**
 * The sessions under way: what is told of them, how many there are, and how one is ended.
 *
 * <p>Implements the media core's {@code SessionEventSink} and {@code SessionDirectory}. Nothing
 * here is durable: the journal is.
 */
@NullMarked
package dev.fairlead.control.session;

import org.jspecify.annotations.NullMarked;
