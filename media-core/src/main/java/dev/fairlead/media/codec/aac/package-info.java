/**
 * AAC: its configuration, and the ADTS header that stands in for it in MPEG-TS.
 *
 * <table>
 * <caption>Specifications</caption>
 * <tr><td>AudioSpecificConfig</td><td>ISO/IEC 14496-3:2019 §1.6.2.1</td></tr>
 * <tr><td>program_config_element</td><td>ISO/IEC 14496-3:2019 §4.4.1.1</td></tr>
 * <tr><td>ADTS</td><td>ISO/IEC 14496-3:2019 §1.A.3.2</td></tr>
 * <tr><td>xHE-AAC configuration</td><td>ISO/IEC 23003-3:2020 §5.2, its first fields</td></tr>
 * </table>
 *
 * <p>Out of scope: the object types of MPEG-4 audio that are not AAC (CELP, HVXC, TwinVQ, ALS, SLS,
 * SAOC), LATM, error protection.
 */
@NullMarked
package dev.fairlead.media.codec.aac;

import org.jspecify.annotations.NullMarked;
