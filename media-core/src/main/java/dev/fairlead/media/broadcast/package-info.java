/**
 * The bus: one writer, many readers, no lock.
 *
 * <p>A {@link dev.fairlead.media.broadcast.Broadcast} belongs to one executor, its publisher's
 * event loop. Readers live on executors of their own. Between the two stands one {@link
 * dev.fairlead.media.broadcast.LoopMailbox} for each pair of broadcast and reader executor: the
 * owner appends samples and joins to it in order and wakes the other side once per batch.
 */
@NullMarked
package dev.fairlead.media.broadcast;

import org.jspecify.annotations.NullMarked;
