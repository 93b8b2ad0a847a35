/**
 * Sound decoded and encoded by FFmpeg's libraries, in process: what stands behind the port {@link
 * dev.fairlead.media.bridge.AudioCodecs}.
 *
 * <p>The library is native and loaded when the first bridge needs it. On a machine for which there
 * is none, bridges are refused with a reason and everything else works.
 *
 * <table>
 *   <caption>Codings</caption>
 *   <tr><td>decoded</td><td>AAC with all its extensions, Opus, MP3, FLAC, AC-3, E-AC-3</td></tr>
 *   <tr><td>encoded</td><td>Opus by libopus, 128 kbit/s in 20 ms frames; AAC-LC by FFmpeg's own
 *       encoder, 160 kbit/s; both stereo at 48 kHz</td></tr>
 * </table>
 *
 * <p>Out of scope: pictures, files, networks, other rates and channels of what is encoded.
 */
@NullMarked
package dev.fairlead.protocols.audio;

import org.jspecify.annotations.NullMarked;
