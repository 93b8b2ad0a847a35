/**
 * What media is, whatever carried it.
 *
 * <p>Rooms: {@code time}, {@code bits}, {@code codec}, {@code track}, {@code container}, {@code
 * broadcast}, {@code segment}, {@code session} (the ports through which the core asks and tells)
 * and {@code counter}. Nothing in this module opens a channel.
 */
@NullMarked
package dev.fairlead.media;

import org.jspecify.annotations.NullMarked;
