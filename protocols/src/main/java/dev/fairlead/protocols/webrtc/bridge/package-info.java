/**
 * WebRTC ⇄ bus: sessions that compose ICE, DTLS, SRTP and RTP, publishing, playing, accounting.
 *
 * <table>
 *   <caption>Implements</caption>
 *   <tr><td>RFC 7983 §7, RFC 5761 §4</td><td>what a datagram is, by its first bytes</td></tr>
 *   <tr><td>RFC 8825, RFC 8834</td><td>the composition</td></tr>
 * </table>
 *
 * <p>A session is bound to the loop on which its peer's path was nominated, before keys and media
 * exist. Everything of it runs there; calls from elsewhere go through {@link
 * dev.fairlead.protocols.webrtc.bridge.PeerSession#execute}.
 *
 * <p>Out of scope: data channels, sessions that send and receive at once, renegotiation.
 */
@NullMarked
package dev.fairlead.protocols.webrtc.bridge;

import org.jspecify.annotations.NullMarked;
