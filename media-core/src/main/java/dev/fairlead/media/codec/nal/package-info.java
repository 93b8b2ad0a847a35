/**
 * What H.264 and H.265 share: NAL units behind lengths or start codes, and parameter sets.
 *
 * <table>
 * <caption>Specifications</caption>
 * <tr><td>NAL units behind lengths</td><td>ISO/IEC 14496-15:2022 §4.3</td></tr>
 * <tr><td>NAL units behind start codes</td><td>H.264 (08/2021) Annex B, H.265 (08/2021) Annex B</td></tr>
 * </table>
 */
@NullMarked
package dev.fairlead.media.codec.nal;

import org.jspecify.annotations.NullMarked;
