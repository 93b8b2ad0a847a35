/**
 * Offer and answer: what a peer offers, what we take of it, and the answer that says so.
 *
 * <p>{@link dev.fairlead.protocols.sdp.negotiation.Answerer} turns an offer and our terms into a
 * {@link dev.fairlead.protocols.sdp.negotiation.MediaSession}, which is all that the media side
 * needs to know, and the text of the answer.
 *
 * <table>
 *   <caption>Implements</caption>
 *   <tr><td>RFC 3264 §6, RFC 9429 §5.3</td><td>answers</td></tr>
 *   <tr><td>RFC 9143 §7</td><td>BUNDLE, bundle-only</td></tr>
 *   <tr><td>RFC 8839 §4, RFC 8840 §4</td><td>ICE lite, credentials, candidates; trickle</td></tr>
 *   <tr><td>RFC 8842 §5</td><td>fingerprint, setup</td></tr>
 *   <tr><td>RFC 5761 §5, RFC 5506 §5</td><td>rtcp-mux, rtcp-rsize</td></tr>
 *   <tr><td>RFC 4588 §8, RFC 5576 §4, RFC 8830 §2</td><td>rtx with apt, ssrc and its groups, msid</td></tr>
 *   <tr><td>RFC 8285 §5, §6</td><td>extmap, extmap-allow-mixed</td></tr>
 *   <tr><td>RFC 8851 §5, RFC 8853 §5</td><td>rid, simulcast</td></tr>
 *   <tr><td>RFC 6184 §8.2, RFC 7798 §7.2, RFC 7741 §6.2, RFC 9628 §6, RFC 7587 §7</td><td>formats of codecs</td></tr>
 * </table>
 *
 * <p>Out of scope: offers of our own, several transports in one session, data channels (refused),
 * RED, FEC, and codecs of telephony (left out of answers).
 */
@NullMarked
package dev.fairlead.protocols.sdp.negotiation;

import org.jspecify.annotations.NullMarked;
