/**
 * Opus: the identification header and the durations of packets.
 *
 * <table>
 * <caption>Specifications</caption>
 * <tr><td>Identification header</td><td>RFC 7845 §5.1</td></tr>
 * <tr><td>Packet durations</td><td>RFC 6716 §3.1, §3.2</td></tr>
 * </table>
 */
@NullMarked
package dev.fairlead.media.codec.opus;

import org.jspecify.annotations.NullMarked;
