package dev.fairlead.media.codec.captions;

import java.util.ArrayList;
import java.util.List;

/**
 * The caption channels of some pictures. Immutable; any thread.
 *
 * @param bits CC1 to CC4 from the lowest bit on, then services 1 to 6
 */
public record CaptionChannels(int bits) {
  /** None were seen. */
  public static final CaptionChannels NONE = new CaptionChannels(0);

  /** CC1 and CC2 in the first field, CC3 and CC4 in the second. */
  static final int LINE_21_CHANNELS = 4;

  /** Standard services have numbers up to 6 in one header byte (CTA-708-E). */
  static final int MAX_SERVICE = 6;

  /** Whether no channel was seen. */
  public boolean isEmpty() {
    return bits == 0;
  }

  /** Numbers of the line 21 channels, 1 to 4. */
  public List<Integer> lineTwentyOne() {
    return numbers(0, LINE_21_CHANNELS);
  }

  /** Numbers of the DTVCC services, 1 to 6. */
  public List<Integer> services() {
    return numbers(LINE_21_CHANNELS, MAX_SERVICE);
  }

  /** The channels of both. */
  public CaptionChannels with(CaptionChannels other) {
    return new CaptionChannels(bits | other.bits);
  }

  private List<Integer> numbers(int lowestBit, int count) {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if ((bits >> (lowestBit + i) & 1) != 0) {
        numbers.add(i + 1);
      }
    }
    return numbers;
  }
}
