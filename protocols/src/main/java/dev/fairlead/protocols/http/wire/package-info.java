/**
 * The parts of HTTP messages that Netty's codecs leave as text: targets, ranges, validators,
 * forwarding headers. Stateless.
 *
 * <table>
 *   <caption>Specifications</caption>
 *   <tr><td>RFC 3986</td><td>request targets</td></tr>
 *   <tr><td>RFC 7239</td><td>Forwarded</td></tr>
 *   <tr><td>RFC 9110</td><td>ranges, validators, content negotiation</td></tr>
 * </table>
 *
 * <p>Out of scope: multiple ranges in one answer, content codings other than gzip.
 */
@NullMarked
package dev.fairlead.protocols.http.wire;

import org.jspecify.annotations.NullMarked;
