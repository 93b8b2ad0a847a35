/**
 * MPEG-2 transport streams: a muxer from samples to packets, a resumable demuxer from packets to
 * PES payloads.
 *
 * <table>
 * <caption>Specifications</caption>
 * <tr><td>Packets, PES, PAT, PMT, PCR</td><td>ISO/IEC 13818-1:2022 §2.4</td></tr>
 * <tr><td>H.264 and H.265</td><td>ISO/IEC 13818-1:2022 §2.14, §2.17</td></tr>
 * <tr><td>AAC in ADTS, MPEG audio</td><td>ISO/IEC 13818-1:2022 Table 2-34</td></tr>
 * <tr><td>AAC in LATM</td><td>ISO/IEC 14496-3:2019 §1.7</td></tr>
 * <tr><td>AC-3, E-AC-3</td><td>ATSC A/52:2018 Annex A, Annex G</td></tr>
 * <tr><td>Opus</td><td>ETSI TS Opus 0.1.3 draft, registration {@code Opus}</td></tr>
 * <tr><td>ID3</td><td>Timed Metadata for HTTP Live Streaming, Apple, 2011</td></tr>
 * </table>
 *
 * <p>Out of scope: several programs, scrambling, DVB service information, constant bit rate, AV1,
 * VP8, VP9 and FLAC, which no common player reads from a transport stream.
 */
@NullMarked
package dev.fairlead.media.container.mpegts;

import org.jspecify.annotations.NullMarked;
