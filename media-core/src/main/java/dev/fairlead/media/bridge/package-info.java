/**
 * Sound in another coding, made on demand: AAC to Opus for WebRTC viewers, Opus to AAC for players
 * that know no Opus, and any other coding that the codecs behind the port can decode.
 *
 * <p>Whoever serves a viewer that needs a coding says so, and closes the lease when it leaves:
 *
 * <pre>{@code
 * BridgeLease sound = bridges.require(broadcast, Codec.OPUS);
 * ...
 * sound.close();
 * }</pre>
 *
 * <p>The sound comes over the bus like any other: a reader of the broadcast hears of a track whose
 * format has that codec, the publisher's own where there is one, else a derived one ({@link
 * dev.fairlead.media.track.Track#isDerived}) that appears shortly after and ends when nobody needs
 * it any more. {@link dev.fairlead.media.bridge.BridgeLease#settled} says when, or why not.
 *
 * <p>A bridge is one subscriber of a broadcast ({@code BridgeRun}, on an event loop) with work of
 * its own on another thread ({@code BridgeWork}: bounded queue, late samples left out and counted),
 * in which {@code AudioBridge} decodes, follows the clock and encodes. What it makes goes back
 * through a {@link dev.fairlead.media.broadcast.DerivedTrack}, on the owner's loop, so the bus
 * keeps its one writer.
 *
 * <p>Times are counted in PCM values and anchored to the input's: lost sound is replaced by silence
 * up to 120 ms and skipped beyond, a publisher whose clock runs fast or slow against its sound is
 * followed by a 48,000th of a second at a time. A derived packet's time says when what a decoder
 * gives for it is heard, the encoder's delay taken off (RFC 7845 §4.2 has the same for its
 * pre-skip), so players that know no pre-skip are in step.
 *
 * <table>
 *   <caption>Delay that bridging adds, beside the decoding itself</caption>
 *   <tr><td>to Opus</td><td>26.5 ms of sound, in pieces of the input's frames: at most 47 ms</td></tr>
 *   <tr><td>to AAC</td><td>64 ms of sound, in pieces of the input's frames: at most 80 ms</td></tr>
 * </table>
 *
 * <p>Out of scope: more than one sound track of a broadcast (the first is bridged), more than two
 * channels, concealment of lost sound other than by silence, pictures.
 */
@NullMarked
package dev.fairlead.media.bridge;

import org.jspecify.annotations.NullMarked;
