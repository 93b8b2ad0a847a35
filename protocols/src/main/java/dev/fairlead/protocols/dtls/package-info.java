/**
 * DTLS-SRTP handshakes: datagrams in and out, keying material at the end.
 *
 * <table>
 *   <caption>Implements, by a library's protocol engine</caption>
 *   <tr><td>RFC 6347</td><td>DTLS 1.2, as client and as server</td></tr>
 *   <tr><td>RFC 5764 §4</td><td>use_srtp and the exporter</td></tr>
 *   <tr><td>RFC 8122 §5, RFC 8827 §6.5</td><td>certificates known by their fingerprint; suites and curves</td></tr>
 * </table>
 *
 * <p>The engine blocks, so this room is no core: each handshake has a virtual thread of its own,
 * fed by a bounded queue. No event loop ever waits for it.
 *
 * <p>Out of scope: DTLS 1.3 (the library has none), data over DTLS, resumption, cookies: a peer is
 * heard only after its address was authenticated by ICE.
 */
@NullMarked
package dev.fairlead.protocols.dtls;

import org.jspecify.annotations.NullMarked;
