/**
 * H.265: what is read of its configuration and its payloads without decoding a picture.
 *
 * <table>
 * <caption>Specifications</caption>
 * <tr><td>NAL units, parameter sets</td><td>H.265 (08/2021) §7.3, Annex E</td></tr>
 * <tr><td>HEVCDecoderConfigurationRecord</td><td>ISO/IEC 14496-15:2022 §8.3.3.1</td></tr>
 * <tr><td>Codec string</td><td>ISO/IEC 14496-15:2022 Annex E.3</td></tr>
 * </table>
 *
 * <p>Out of scope: slice data, picture parameter sets beyond their bytes, layered, 3D and multiview
 * extensions.
 */
@NullMarked
package dev.fairlead.media.codec.h265;

import org.jspecify.annotations.NullMarked;
