package dev.fairlead.media.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * The ways in which the same bytes can arrive: whole, byte by byte, and in seeded random pieces. A
 * resumable parser gives the same result in all of them.
 */
public final class ChunkingWorlds {
  private static final int RANDOM_WORLDS = 8;

  private ChunkingWorlds() {}

  /** Every world for {@code bytes}; each is a list of pieces that joined give {@code bytes}. */
  public static List<List<byte[]>> of(byte[] bytes) {
    List<List<byte[]>> worlds = new ArrayList<>();
    worlds.add(List.of(bytes));
    List<byte[]> single = new ArrayList<>(bytes.length);
    for (byte b : bytes) {
      single.add(new byte[] {b});
    }
    worlds.add(single);
    for (int seed = 0; seed < RANDOM_WORLDS; seed++) {
      worlds.add(split(bytes, seed));
    }
    return worlds;
  }

  /** Pieces of random length, skewed to short ones, the same for the same seed. */
  public static List<byte[]> split(byte[] bytes, long seed) {
    Random random = new Random(seed);
    List<byte[]> pieces = new ArrayList<>();
    int from = 0;
    while (from < bytes.length) {
      int length = 1 + random.nextInt(1 << (1 + random.nextInt(12)));
      int to = Math.min(bytes.length, from + length);
      pieces.add(Arrays.copyOfRange(bytes, from, to));
      from = to;
    }
    return pieces;
  }
}
