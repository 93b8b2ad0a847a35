/**
 * The only place that divides time: timescales, timestamp unwrapping, wall clocks.
 *
 * <p>Bus time is integer ticks in a track's timescale. Monotonic nanoseconds serve deadlines only.
 */
@NullMarked
package dev.fairlead.media.time;

import org.jspecify.annotations.NullMarked;
