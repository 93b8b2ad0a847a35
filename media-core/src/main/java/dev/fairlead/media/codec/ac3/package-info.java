/**
 * AC-3 and E-AC-3: configuration records, and the heads of syncframes they can be made from.
 *
 * <table>
 * <caption>Specifications</caption>
 * <tr><td>AC-3 syncframe</td><td>ETSI TS 102 366 V1.4.1 §4.3, §4.4</td></tr>
 * <tr><td>E-AC-3 syncframe</td><td>ETSI TS 102 366 V1.4.1 §E.1.2, §E.1.3</td></tr>
 * <tr><td>Configuration records</td><td>ETSI TS 102 366 V1.4.1 §F.4, §F.6</td></tr>
 * </table>
 *
 * <p>Out of scope: audio blocks; the object audio extension of E-AC-3 is kept where a record has it
 * and never found in syncframes.
 */
@NullMarked
package dev.fairlead.media.codec.ac3;

import org.jspecify.annotations.NullMarked;
