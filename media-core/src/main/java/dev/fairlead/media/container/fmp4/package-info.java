/**
 * Fragmented MP4, write side: CMAF headers, movie fragments, event messages.
 *
 * <p>One box or one family of small boxes per file, named as the specification names it. Fragment
 * headers are written apart from the media: payloads are referenced, never copied, by {@link
 * dev.fairlead.media.container.fmp4.MovieFragment}'s callers; only {@link
 * dev.fairlead.media.container.fmp4.Mp4FragmentMuxer}, whose output must be contiguous, copies.
 *
 * <p>Time: {@code tfdt} carries decoding times as they are on the bus, {@code trun} version 1
 * signed composition offsets, and there is no edit list, so that decoding and presentation times of
 * every sample are the bus's to the tick.
 *
 * <table>
 *   <caption>Specifications</caption>
 *   <tr><td>ISO/IEC 14496-12:2022</td><td>boxes, fragments, prft, pasp</td></tr>
 *   <tr><td>ISO/IEC 14496-14:2020 §6.7, ISO/IEC 14496-1:2010 §7.2.6</td><td>mp4a and its descriptors</td></tr>
 *   <tr><td>ISO/IEC 14496-15:2022</td><td>avc1, avc3, hvc1, hev1</td></tr>
 *   <tr><td>AV1-ISOBMFF v1.2.0, VP-ISOBMFF v1.0</td><td>av01, vp08, vp09</td></tr>
 *   <tr><td>Opus in ISOBMFF v0.8.1, FLAC in ISOBMFF v0.0.4</td><td>Opus, fLaC</td></tr>
 *   <tr><td>ETSI TS 102 366 V1.4.1 Annex F</td><td>ac-3, ec-3</td></tr>
 *   <tr><td>ISO/IEC 23000-19:2020</td><td>what CMAF asks of all of these</td></tr>
 *   <tr><td>ID3 in emsg (AOM, 2020)</td><td>timed metadata</td></tr>
 * </table>
 *
 * <p>Out of scope: files that are not fragmented, sample groups, encryption, {@code btrt} (the rate
 * of a live track is not known when its header is written) and {@code colr} (decoders take it from
 * the bitstream).
 */
@NullMarked
package dev.fairlead.media.container.fmp4;

import org.jspecify.annotations.NullMarked;
