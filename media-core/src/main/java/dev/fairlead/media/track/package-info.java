/**
 * Tracks and samples: the nouns of the bus.
 *
 * <p>A {@link dev.fairlead.media.track.Sample} is everything of one track at one timestamp, in
 * decode order. Payload forms on the bus, whatever carried them:
 *
 * <ul>
 *   <li>H.264, H.265: NAL units, each behind a 4-byte big-endian length (ISO/IEC 14496-15:2022
 *       §4.3.2 with lengthSizeMinusOne 3); access unit delimiters may be present.
 *   <li>AV1: low-overhead OBUs of one temporal unit without temporal delimiters (AV1-ISOBMFF v1.2.0
 *       §2.4).
 *   <li>VP8, VP9: one frame or superframe.
 *   <li>AAC: one raw access unit without ADTS; Opus: one packet; FLAC: one frame; AC-3, E-AC-3: one
 *       syncframe group; MP3: one frame with its header.
 *   <li>DATA: one complete payload as its codec says.
 * </ul>
 */
@NullMarked
package dev.fairlead.media.track;

import org.jspecify.annotations.NullMarked;
