/**
 * RTP as state machines: packets and time in, packets, reports and deadlines out.
 *
 * <table>
 *   <caption>Implements</caption>
 *   <tr><td>RFC 3550 §6.3, §6.4, Appendix A</td><td>reports, jitter, loss; sequence numbers</td></tr>
 *   <tr><td>RFC 4585 §3.5, RFC 4588 §3</td><td>NACK and retransmission, PLI with back-off</td></tr>
 *   <tr><td>Transport-wide CC draft-01 §2</td><td>arrival feedback</td></tr>
 *   <tr><td>RFC 7273 §4, RFC 6051 §2</td><td>one wall clock for several sources</td></tr>
 * </table>
 *
 * <p>Out of scope: FEC, mixing, translation between clock rates within one source.
 */
@NullMarked
package dev.fairlead.protocols.rtp.core;

import org.jspecify.annotations.NullMarked;
