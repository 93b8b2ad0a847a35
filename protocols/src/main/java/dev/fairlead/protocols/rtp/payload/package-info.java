/**
 * Samples ⇄ RTP payloads: a packetizer and a depacketizer for each codec.
 *
 * <table>
 *   <caption>Implements</caption>
 *   <tr><td>H.264</td><td>RFC 6184 §5: single NAL unit packets, STAP-A, FU-A</td></tr>
 *   <tr><td>H.265</td><td>RFC 7798 §4.4: single NAL unit packets, AP, FU</td></tr>
 *   <tr><td>VP8</td><td>RFC 7741 §4</td></tr>
 *   <tr><td>VP9</td><td>RFC 9628 §4</td></tr>
 *   <tr><td>AV1</td><td>AV1 RTP v1.0 §4 (AOM, 2021)</td></tr>
 *   <tr><td>Opus</td><td>RFC 7587 §4</td></tr>
 * </table>
 *
 * <p>A {@link dev.fairlead.protocols.rtp.payload.Packetizer} makes equal sizes wherever the format
 * leaves the choice, since equal packets leave in one system call. A {@link
 * dev.fairlead.protocols.rtp.payload.Depacketizer} is given packets in order and tells of whole
 * pictures only: half a picture is worth nothing to the outputs that have no error concealment.
 *
 * <p>Out of scope: interleaved modes (MTAP, STAP-B, FU-B, DONL), PACI, several spatial layers of
 * VP9 and AV1 in one flow other than passed on whole, the dependency descriptor.
 */
@NullMarked
package dev.fairlead.protocols.rtp.payload;

import org.jspecify.annotations.NullMarked;
