/**
 * HTTP Live Streaming: playlists over the segments of {@code media.segment}.
 *
 * <p>Pure: {@code MediaPlaylist}, {@code MultivariantPlaylist}, {@code Directives} and {@code
 * BlockingReload} know neither clock nor socket. The handlers answer requests from renderings that
 * all viewers share. Segments themselves are sent by {@code protocols.delivery}.
 *
 * <p>Paths: {@code /hls/ID/index.m3u8} and {@code /hls/ID/ts.m3u8} (multivariant), {@code
 * /hls/ID/RUN/WINDOW.m3u8} (media), {@code /hls/ID/RUN/WINDOW/17.m4s} and so on. The run in the
 * path keeps caches from mixing two runs of one stream.
 *
 * <p>Specification: RFC 8216bis draft 17. Out of scope: encryption, date ranges, gaps, variables,
 * content steering, I-frame playlists, version 2 of delta updates beyond what version 1 gives.
 */
@NullMarked
package dev.fairlead.protocols.hls;

import org.jspecify.annotations.NullMarked;
