/**
 * Closed captions that travel inside of coded pictures: which channels there are. The captions
 * themselves are for players to read.
 *
 * <table>
 * <caption>Specifications</caption>
 * <tr><td>caption bytes in user data</td><td>ATSC A/53-4:2009, H.264 (08/2021) §D.2.6, H.265 (08/2021) §D.2.6</td></tr>
 * <tr><td>what is in them</td><td>CTA-608-E (line 21), CTA-708-E (DTVCC)</td></tr>
 * </table>
 *
 * <p>Out of scope: captions in metadata of AV1 and in user data of MPEG-2 video; text services and
 * extended data services of line 21; DTVCC services beyond the sixth.
 */
@NullMarked
package dev.fairlead.media.codec.captions;

import org.jspecify.annotations.NullMarked;
