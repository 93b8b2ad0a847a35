/**
 * Progressive playback: {@code /live/ID.flv}, {@code .ts} and {@code .mp4}, one endless answer for
 * each viewer, the same bytes to all.
 *
 * <p>An answer begins with the container's header and the media since the last random access point,
 * and ends when the broadcast does. Rendition choice, seeking and ranges are out of scope: they
 * belong to HLS and DASH.
 */
@NullMarked
package dev.fairlead.protocols.progressive;

import org.jspecify.annotations.NullMarked;
