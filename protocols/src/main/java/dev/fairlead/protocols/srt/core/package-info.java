/**
 * SRT as state machines: bytes and time in, actions out.
 *
 * <table>
 *   <caption>Implements</caption>
 *   <tr><td>SRT draft-01 §4.3 (IETF draft-sharabayko-srt-01, 2021)</td><td>caller and listener handshake of version 5</td></tr>
 *   <tr><td>SRT draft-01 §4.4 to §4.8</td><td>buffers, delivery by timestamps, too-late drop, drift, acknowledgement, retransmission</td></tr>
 *   <tr><td>SRT draft-01 §5.1</td><td>pacing of live mode</td></tr>
 *   <tr><td>SRT draft-01 §6</td><td>encryption, key exchange and key refresh; AES-GCM as libsrt 1.5.4 writes it</td></tr>
 * </table>
 *
 * <p>A {@link dev.fairlead.protocols.srt.core.SrtListener} keeps nothing of a caller that has not
 * shown, by a cookie, that it receives what is sent to its address. A connection is both sender and
 * receiver; all of one loop share a {@link dev.fairlead.protocols.srt.core.PacketPool}.
 *
 * <p>Out of scope: rendezvous, packet filters, groups, file mode and its congestion control,
 * versions below 1.3.
 */
@NullMarked
package dev.fairlead.protocols.srt.core;

import org.jspecify.annotations.NullMarked;
