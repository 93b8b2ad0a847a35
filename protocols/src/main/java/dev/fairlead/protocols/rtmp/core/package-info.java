/**
 * RTMP as a state machine: bytes and time in, actions out.
 *
 * <table>
 *   <caption>Implements</caption>
 *   <tr><td>RTMP 1.0 §5 and §7 (Adobe, 2012)</td><td>handshake, chunks, control messages; commands</td></tr>
 *   <tr><td>Digest handshake of Flash Player 9 and later</td><td>schemas 0 and 1, by observation; plain where the peer sends no digest</td></tr>
 *   <tr><td>E-RTMP v2 (Veovera, 2025)</td><td>capability negotiation in connect</td></tr>
 * </table>
 *
 * <p>Out of scope: RTMPE and RTMPT, shared objects (ignored), remote calls, recorded media (seek is
 * refused), reconnect requests.
 */
@NullMarked
package dev.fairlead.protocols.rtmp.core;

import org.jspecify.annotations.NullMarked;
