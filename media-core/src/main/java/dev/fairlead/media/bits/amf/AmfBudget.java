package dev.fairlead.media.bits.amf;

import dev.fairlead.media.bits.MalformedMediaException;

/** What one message may still cost. Confined to the reader that holds it. */
final class AmfBudget {
  /** Values may nest this deep. Real commands and metadata stay under 5. */
  static final int MAX_DEPTH = 16;

  /**
   * One message may hold this many values. Metadata of long recordings lists every key picture (two
   * numbers each); live encoders send under 100 values.
   */
  static final int MAX_VALUES = 4_096;

  private int valuesLeft = MAX_VALUES;
  private int depth;

  void reset() {
    valuesLeft = MAX_VALUES;
    depth = 0;
  }

  void enter() {
    depth++;
    if (depth > MAX_DEPTH) {
      throw new MalformedMediaException("AMF values nest deeper than " + MAX_DEPTH);
    }
  }

  void leave() {
    depth--;
  }

  void spend() {
    valuesLeft--;
    if (valuesLeft < 0) {
      throw new MalformedMediaException("more than " + MAX_VALUES + " AMF values in one message");
    }
  }
}
