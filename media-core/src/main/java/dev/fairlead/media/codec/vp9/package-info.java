/**
 * VP9: its configuration record, which VP8 shares, and the head of a frame.
 *
 * <table>
 * <caption>Specifications</caption>
 * <tr><td>Uncompressed header</td><td>VP9 v0.7 §6.2, §7.2</td></tr>
 * <tr><td>VPCodecConfigurationRecord, codec string</td><td>VP-ISOBMFF v1.0</td></tr>
 * </table>
 *
 * <p>Out of scope: everything behind the frame size, and superframe indices, since the first frame
 * of a superframe tells what is asked here.
 */
@NullMarked
package dev.fairlead.media.codec.vp9;

import org.jspecify.annotations.NullMarked;
