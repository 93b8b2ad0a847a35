/**
 * AV1: what is read of its configuration and its temporal units without decoding a picture.
 *
 * <table>
 * <caption>Specifications</caption>
 * <tr><td>OBUs, sequence header</td><td>AV1 v1.0.0 errata 1 §5.3 to §5.5</td></tr>
 * <tr><td>AV1CodecConfigurationRecord, codec string</td><td>AV1-ISOBMFF v1.2.0 §2.3, §5</td></tr>
 * </table>
 *
 * <p>Out of scope: frame headers beyond their first fields, tiles, large-scale tile lists, the
 * Annex B length-delimited form.
 */
@NullMarked
package dev.fairlead.media.codec.av1;

import org.jspecify.annotations.NullMarked;
