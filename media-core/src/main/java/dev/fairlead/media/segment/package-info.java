/**
 * CMAF timing shared by HLS and DASH: tracks cut into segments and parts.
 *
 * <p>One {@link dev.fairlead.media.segment.PackagedBroadcast} per broadcast holds one {@link
 * dev.fairlead.media.segment.SegmentWindow} per track, and one for the multiplexed MPEG-TS variant.
 * A window has one writer and any number of readers on any thread: readers see immutable states and
 * segments, and take bytes by retaining them, which fails softly when the window has moved on.
 *
 * <p>The writer is {@link dev.fairlead.media.segment.Packager}, one subscriber of the bus per
 * broadcast, kept by {@link dev.fairlead.media.segment.PackagerService}. Under it {@code
 * SegmentPace} decides where segments begin, {@code Lane} holds samples until the leading track has
 * reached their time, {@code TrackCutter} fills one window, and {@code TransportVariant} makes the
 * multiplexed one while somebody asks for it.
 *
 * <p>Specifications: ISO/IEC 23000-19:2020 (CMAF), RFC 8216bis draft 17 §4.4.4.9 (partial
 * segments).
 */
@NullMarked
package dev.fairlead.media.segment;

import org.jspecify.annotations.NullMarked;
