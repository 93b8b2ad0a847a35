package dev.fairlead.protocols.rtp.core;

/**
 * A stretch of packets sent faster than usual, and what came of them (GCC draft-02 §4.4). Confined
 * to its controller; allocates nothing.
 */
final class Probe {
  /** Nothing to tell. */
  static final long NO_RESULT = 0;

  /** A probe of which less than this is heard proves nothing. */
  private static final double MIN_ARRIVED_SHARE = 0.8;

  private static final int MIN_PACKETS = 8;
  private static final double NANOS = 1e9;

  private boolean running;
  private boolean ended;
  private long first;
  private long end;

  private int reported;
  private int arrived;
  private long bytes;
  private long firstSentNs;
  private long lastSentNs;
  private long firstArrivalNs;
  private long lastArrivalNs;
  private int firstBytes;
  private int lastBytes;
  private long result;

  void begin(long sequence) {
    running = true;
    ended = false;
    first = sequence;
    reported = 0;
    arrived = 0;
    bytes = 0;
    result = NO_RESULT;
  }

  void end(long sequence) {
    ended = running;
    end = sequence;
  }

  void reported(long sequence, long sentNs, int packetBytes, boolean received, long arrivalNs) {
    if (!running || sequence < first || (ended && sequence >= end)) {
      if (running && ended && sequence >= end) {
        finish(); // What lies behind it was reported, so nothing of it will be.
      }
      return;
    }
    reported++;
    if (received) {
      if (arrived == 0) {
        firstSentNs = sentNs;
        firstArrivalNs = arrivalNs;
        firstBytes = packetBytes;
      }
      arrived++;
      bytes += packetBytes;
      lastSentNs = Math.max(lastSentNs, sentNs);
      lastArrivalNs = arrived == 1 ? arrivalNs : Math.max(lastArrivalNs, arrivalNs);
      lastBytes = packetBytes;
      if (arrived == 1) {
        lastSentNs = sentNs;
      }
    }
    if (ended && sequence == end - 1) {
      finish();
    }
  }

  private void finish() {
    running = false;
    if (arrived < MIN_PACKETS || arrived < reported * MIN_ARRIVED_SHARE) {
      return;
    }
    // Between n packets lie n - 1 gaps: the first did not take its time, nor did the last.
    double sent = rate(bytes - lastBytes, lastSentNs - firstSentNs);
    double came = rate(bytes - firstBytes, lastArrivalNs - firstArrivalNs);
    result = (long) Math.min(sent, came);
  }

  private static double rate(long rateBytes, long ns) {
    return ns <= 0 ? 0 : rateBytes * 8 * NANOS / ns;
  }

  /** The bitrate that the path has taken, once. */
  long takeResult() {
    long taken = result;
    result = NO_RESULT;
    return taken;
  }
}
