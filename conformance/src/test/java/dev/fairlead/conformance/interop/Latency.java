package dev.fairlead.conformance.interop;

import java.util.Arrays;
import java.util.List;

/**
 * From the encoder's push to the viewer's screen, both on this machine's clock.
 *
 * @param pictures shown
 * @param medianMs of the delay of each
 * @param worstMs of all delays
 * @param longestGapMs between two pictures on screen
 * @param backwardSteps pictures shown again, or earlier than one before
 */
record Latency(
    int pictures, double medianMs, double worstMs, long longestGapMs, int backwardSteps) {
  static Latency of(List<WatchedPage.Shown> shown, Pushing pushing) {
    if (shown.isEmpty()) {
      return new Latency(0, Double.NaN, Double.NaN, Long.MAX_VALUE, 0);
    }
    double[] delays = new double[shown.size()];
    long gap = 0;
    int backward = 0;
    for (int i = 0; i < delays.length; i++) {
      WatchedPage.Shown picture = shown.get(i);
      delays[i] = picture.atMillis() - pushing.sentAtMillisOfNumber(picture.number());
      if (i > 0) {
        WatchedPage.Shown before = shown.get(i - 1);
        gap = Math.max(gap, picture.atMillis() - before.atMillis());
        if (picture.mediaSeconds() < before.mediaSeconds()) {
          backward++;
        }
      }
    }
    Arrays.sort(delays);
    return new Latency(
        delays.length, delays[delays.length / 2], delays[delays.length - 1], gap, backward);
  }
}
