/**
 * The sessions under way: what is told of them until a journal does, how many there are, and how
 * one is ended.
 *
 * <p>Implements the media core's {@code SessionEventSink} and {@code SessionDirectory}. Nothing
 * here is durable.
 */
@NullMarked
package dev.fairlead.control.session;

import org.jspecify.annotations.NullMarked;
