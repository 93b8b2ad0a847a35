/**
 * What HLS and DASH share: admission of viewers that fetch, headers, segments and parts over HTTP,
 * and requests that wait for media to come.
 *
 * <p>A viewer's session is many requests: it is known again by its address, its agent and what its
 * player calls the session, never by its URLs. The session opens before the first list or piece of
 * media is answered, tells what it used from time to time, and closes after a while without
 * requests.
 *
 * <p>Bytes are those of {@link dev.fairlead.media.segment.SegmentWindow}, taken by reference.
 * Nothing is kept for a playback id that does not exist; what belongs to a window goes when the
 * window goes.
 *
 * <p>Out of scope: playlists and manifests, which the rooms above write.
 */
@NullMarked
package dev.fairlead.protocols.delivery;

import org.jspecify.annotations.NullMarked;
