/**
 * H.264: what is read of its configuration and its payloads without decoding a picture.
 *
 * <table>
 * <caption>Specifications</caption>
 * <tr><td>NAL units, parameter sets, SEI</td><td>H.264 (08/2021) §7.3, Annex D, Annex E</td></tr>
 * <tr><td>AVCDecoderConfigurationRecord</td><td>ISO/IEC 14496-15:2022 §5.3.3.1</td></tr>
 * <tr><td>Codec string</td><td>RFC 6381 §3.3</td></tr>
 * </table>
 *
 * <p>Out of scope: slice data, picture parameter sets beyond their bytes, SVC, MVC and MVCD
 * extensions.
 */
@NullMarked
package dev.fairlead.media.codec.h264;

import org.jspecify.annotations.NullMarked;
