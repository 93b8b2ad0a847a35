package dev.fairlead.media.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.fairlead.media.codec.h264.Sps;
import dev.fairlead.media.codec.h264.SpsCopy;
import dev.fairlead.media.codec.h264.Vui;
import dev.fairlead.media.codec.nal.ParameterSet;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpsCopyTest {
  /** 320 x 180, Constrained Baseline, by x264: it allows for no reordering. */
  private static final ParameterSet IN_ORDER =
      set("6742c00cda05067e7c0440000003004000000c83c50aa8");

  /** 640 x 360, Main, by x264 with two B-frames in a row. */
  private static final ParameterSet REORDERED =
      set("674d401ee981405ff2e022000003000200000300781e2c5a70");

  private static ParameterSet set(String hex) {
    return ParameterSet.of(HexFormat.of().parseHex(hex));
  }

  @Test
  void reorderingIsReadFromTheUsabilityInformation() {
    assertEquals(0, reorderFrames(IN_ORDER));
    assertEquals(1, reorderFrames(REORDERED));
  }

  private static int reorderFrames(ParameterSet sps) {
    Vui vui = Sps.parse(sps).vui();
    assertNotNull(vui);
    return vui.maxReorderFrames();
  }

  @Test
  void aSetWhoseLastFieldsAreMissingCanBeUsed() {
    byte[] bytes = IN_ORDER.toByteArray();
    // The restriction's flag is set, and nothing follows it but the trailing bits.
    ParameterSet cut = ParameterSet.of(Arrays.copyOf(bytes, bytes.length - 2));

    Vui vui = Sps.parse(cut).vui();

    assertNotNull(vui);
    assertEquals(Vui.UNSPECIFIED, vui.maxReorderFrames());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 7, 30, 31})
  void aCopyDiffersInItsNameAlone(int id) {
    for (ParameterSet sps : new ParameterSet[] {IN_ORDER, REORDERED}) {
      ParameterSet copy = SpsCopy.withId(sps, id);

      Sps was = Sps.parse(sps);
      Sps is = Sps.parse(copy);
      assertEquals(id, is.id());
      assertEquals(was.widthPixels(), is.widthPixels());
      assertEquals(was.vui(), is.vui());
      assertEquals(sps, SpsCopy.withId(copy, was.id()), "and back");
      assertFalse(hasStartCode(copy));
    }
  }

  private static boolean hasStartCode(ParameterSet set) {
    byte[] bytes = set.toByteArray();
    for (int i = 2; i < bytes.length; i++) {
      if (bytes[i - 2] == 0 && bytes[i - 1] == 0 && bytes[i] >= 0 && bytes[i] <= 2) {
        return true;
      }
    }
    return false;
  }
}
