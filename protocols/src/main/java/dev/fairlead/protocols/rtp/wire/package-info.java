/**
 * RTP and RTCP packets ⇄ bytes. Stateless, except for cursors that stand somewhere in a packet.
 *
 * <table>
 *   <caption>Implements</caption>
 *   <tr><td>RFC 3550 §5, §6</td><td>RTP header; SR, RR, SDES, BYE</td></tr>
 *   <tr><td>RFC 8285 §4</td><td>header extensions with one-byte and two-byte heads</td></tr>
 *   <tr><td>RFC 4585 §6, RFC 5104 §4.3.1</td><td>generic NACK, PLI; FIR</td></tr>
 *   <tr><td>RFC 5506 §3</td><td>RTCP of reduced size</td></tr>
 *   <tr><td>RFC 4588 §4</td><td>retransmission payload format</td></tr>
 *   <tr><td>REMB draft-03 §2.2</td><td>receiver estimated maximum bitrate</td></tr>
 *   <tr><td>Transport-wide CC draft-01 §2, §3.1</td><td>sequence number extension, feedback</td></tr>
 *   <tr><td>Absolute send time, absolute capture time, playout delay (WebRTC, 2013–2020)</td><td>extensions</td></tr>
 * </table>
 *
 * <p>Nothing here checks who sent a packet: RTP and RTCP come out of SRTP, and what is read before
 * authentication says so. Out of scope: APP, XR, TMMBR, slice loss and reference picture feedback
 * (all passed over), RTP with CSRC mixing (skipped).
 */
@NullMarked
package dev.fairlead.protocols.rtp.wire;

import org.jspecify.annotations.NullMarked;
