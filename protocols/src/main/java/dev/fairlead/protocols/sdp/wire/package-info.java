/**
 * Session descriptions ⇄ text, without knowing what an attribute means.
 *
 * <table>
 *   <caption>Implements</caption>
 *   <tr><td>RFC 8866 §5, §9</td><td>lines, media descriptions, attributes</td></tr>
 * </table>
 *
 * <p>Out of scope: bandwidth, times, keys and the information lines, which are checked for their
 * form and passed over.
 */
@NullMarked
package dev.fairlead.protocols.sdp.wire;

import org.jspecify.annotations.NullMarked;
