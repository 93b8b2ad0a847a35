/**
 * FLV: tag bodies ⇄ samples. RTMP carries the same bodies, so this room serves both.
 *
 * <table>
 *   <caption>Implements</caption>
 *   <tr><td>FLV 10.1 §E (Adobe Flash Video File Format)</td><td>file header, tags, script data</td></tr>
 *   <tr><td>E-RTMP v2 (Veovera, 2025)</td><td>FourCC video and audio, ModEx, multitrack</td></tr>
 *   <tr><td>ID3 v2.4.0 §4.2.6</td><td>TXXX, for script data on the bus, and back</td></tr>
 * </table>
 *
 * <p>RTMP timestamps count milliseconds, and so do tracks from here ({@link
 * dev.fairlead.media.time.Timescale#MILLISECONDS_HZ}). A track whose publisher sends nanosecond
 * offsets counts microseconds instead: the finest unit in which composition offsets and segment
 * durations still fit the 32 bits that containers give them.
 *
 * <p>Out of scope: codecs before H.264, AAC and MP3; encrypted tags; HDR colour information from
 * video metadata packets (the bitstream's own is kept); sending more than one track of a kind.
 */
@NullMarked
package dev.fairlead.media.container.flv;

import org.jspecify.annotations.NullMarked;
