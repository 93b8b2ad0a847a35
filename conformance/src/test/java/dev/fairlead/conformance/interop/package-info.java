/**
 * The real node, as a process, with real clients: ffmpeg, Chromium, rtmpdump.
 *
 * <p>Every wait here has a time-out, every process is ended in a {@code finally}, every port is 0.
 * Loopback only.
 */
package dev.fairlead.conformance.interop;
