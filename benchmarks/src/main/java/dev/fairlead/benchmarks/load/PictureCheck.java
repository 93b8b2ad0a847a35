package dev.fairlead.benchmarks.load;

/** Checks one viewer's tags: times never step back, pictures follow each other without a hole. */
final class PictureCheck {
  private final ViewerTally tally;

  private boolean playing;
  private int nextNumber;
  private long videoMs = Long.MIN_VALUE;
  private long audioMs = Long.MIN_VALUE;

  PictureCheck(ViewerTally tally) {
    this.tally = tally;
  }

  /**
   * One tag has come whole.
   *
   * @param prefix its first bytes
   * @param length how many of them there are
   */
  void tag(int type, long timestampMs, byte[] prefix, int length, long nowNs) {
    tally.units.increment();
    if (type == FlvClip.VIDEO && PictureStamp.isAt(prefix, length)) {
      if (timestampMs < videoMs) {
        tally.error("picture at " + timestampMs + " after " + videoMs);
      }
      videoMs = timestampMs;
      picture(prefix, nowNs);
    } else if (type == FlvClip.AUDIO && length > 1 && prefix[1] == 1) {
      if (timestampMs < audioMs) {
        tally.error("sound at " + timestampMs + " after " + audioMs);
      }
      audioMs = timestampMs;
    }
  }

  private void picture(byte[] prefix, long nowNs) {
    int number = PictureStamp.number(prefix);
    if (!playing) {
      playing = true;
      tally.playing.increment();
      if (!PictureStamp.isKey(prefix)) {
        tally.error("first picture is no key picture");
      }
    } else if (number != nextNumber) {
      if (number > nextNumber && PictureStamp.isKey(prefix)) {
        tally.skipped.add(number - nextNumber);
      } else {
        tally.error("picture " + number + " instead of " + nextNumber);
      }
    }
    nextNumber = number + 1;
    tally.pictures.increment();
    tally.latencies.add(nowNs - PictureStamp.sentNs(prefix));
  }

  /** One picture of a segment, where none may be missing. */
  void stamp(int number, long sentNs, long nowNs) {
    if (playing && number != nextNumber) {
      tally.error("picture " + number + " instead of " + nextNumber);
    }
    playing = true;
    nextNumber = number + 1;
    tally.pictures.increment();
    tally.latencies.add(nowNs - sentNs);
  }
}
