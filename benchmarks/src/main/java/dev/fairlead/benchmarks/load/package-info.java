/**
 * Load programs: how much does a viewer cost, and does each get everything in order?
 *
 * <p>{@link dev.fairlead.benchmarks.load.LoadMain} publishes one clip at its own pace and watches
 * it with any number of viewers in the same process, against any server that speaks the protocol.
 * Each picture carries its number and the moment it was sent in an SEI message, which servers pass
 * on untouched, so that viewers can tell loss, disorder and delay.
 */
@NullMarked
package dev.fairlead.benchmarks.load;

import org.jspecify.annotations.NullMarked;
