/**
 * MPEG-DASH: live manifests over the same segments, and under the same URLs, as HLS.
 *
 * <p>Paths: {@code /dash/ID/index.mpd} and {@code /dash/time}. Segments are listed by a timeline,
 * the growing one included, and are sent as they grow: see {@code protocols.delivery}.
 *
 * <p>{@code Manifest} and {@code Periods} are pure; the handlers answer requests.
 *
 * <p>Specifications: ISO/IEC 23009-1:2022; DASH-IF IOP Part 5 v5.0.0 (low-latency live). Out of
 * scope: content protection, manifest patches, events outside of segments.
 */
@NullMarked
package dev.fairlead.protocols.dash;

import org.jspecify.annotations.NullMarked;
