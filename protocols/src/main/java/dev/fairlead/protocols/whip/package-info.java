/**
 * WHIP and WHEP: WebRTC sessions as resources of HTTP.
 *
 * <table>
 *   <caption>Implements</caption>
 *   <tr><td>RFC 9725 §4</td><td>publishing: offers, answers, trickle, restarts, ends; errors</td></tr>
 *   <tr><td>WHEP draft-03 §4</td><td>playing, in the same manner</td></tr>
 *   <tr><td>RFC 8840 §9</td><td>fragments of session descriptions</td></tr>
 *   <tr><td>RFC 6750 §2.1</td><td>bearer tokens</td></tr>
 * </table>
 *
 * <p>Out of scope: counter-offers by the server, protocol extensions, redirection by us.
 */
@NullMarked
package dev.fairlead.protocols.whip;

import org.jspecify.annotations.NullMarked;
