/**
 * From configuration bytes to a track format: {@link dev.fairlead.media.codec.TrackFormats}.
 *
 * <p>Every codec is a room of its own below, with one file per syntax structure. Rooms see {@code
 * media.bits} and {@code media.track}; the two that are made of NAL units share {@code codec.nal}.
 */
@NullMarked
package dev.fairlead.media.codec;

import org.jspecify.annotations.NullMarked;
