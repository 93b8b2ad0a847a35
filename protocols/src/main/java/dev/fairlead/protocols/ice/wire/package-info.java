/**
 * STUN messages and ICE candidates ⇄ bytes. Stateless.
 *
 * <table>
 *   <caption>Implements</caption>
 *   <tr><td>RFC 8489 §5, §6, §14</td><td>header, attributes, fingerprint of STUN messages</td></tr>
 *   <tr><td>RFC 8445 §5.1.2, §7.1, §16.1</td><td>priorities and the four attributes of ICE</td></tr>
 *   <tr><td>RFC 8839 §5.1</td><td>the text of a candidate</td></tr>
 *   <tr><td>RFC 4571 §2</td><td>frames around datagrams that travel over TCP</td></tr>
 * </table>
 *
 * <p>Out of scope: long-term credentials, SHA-256 integrity (ICE does not use it), TURN.
 */
@NullMarked
package dev.fairlead.protocols.ice.wire;

import org.jspecify.annotations.NullMarked;
