package dev.fairlead.media.container.fmp4;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * The samples of one track in one fragment, and the {@code traf} that describes them (ISO/IEC
 * 14496-12:2022 §8.8.6 to §8.8.12). Confined to one thread; reused, so that after the first
 * fragments nothing is allocated. Holds numbers only; payloads are the caller's.
 *
 * <p>What all samples share stands once in {@code tfhd}.
 */
public final class TrackRun {
  /** A second of media in parts of 5 samples is 25; this is where memory, not media, ends. */
  public static final int MAX_SAMPLES = 4_096;

  /** The field has 32 bits; at a nanosecond timescale these are 4.2 s. */
  private static final long MAX_DURATION_TICKS = 0xFFFF_FFFFL;

  private static final int INITIAL_SAMPLES = 16;

  private static final int DEFAULT_BASE_IS_MOOF = 0x02_0000;
  private static final int DEFAULT_DURATION = 0x08;
  private static final int DEFAULT_FLAGS = 0x20;

  private static final int DATA_OFFSET = 0x001;
  private static final int FIRST_SAMPLE_FLAGS = 0x004;
  private static final int SAMPLE_DURATION = 0x100;
  private static final int SAMPLE_SIZE = 0x200;
  private static final int SAMPLE_FLAGS = 0x400;
  private static final int SAMPLE_CTS_OFFSET = 0x800;

  private static final int BOX_BYTES = 8;
  private static final int FULL_BOX_BYTES = 12;
  private static final int TFDT_BYTES = FULL_BOX_BYTES + 8;

  private int[] durations = new int[INITIAL_SAMPLES];
  private int[] sizes = new int[INITIAL_SAMPLES];
  private int[] flags = new int[INITIAL_SAMPLES];
  private int[] ctsOffsets = new int[INITIAL_SAMPLES];

  private int samples;
  private long durationTicks;
  private int payloadBytes;

  private boolean durationsEqual;
  private boolean flagsEqual;
  private boolean laterFlagsEqual;
  private boolean ctsOffsetsZero;

  /** Forgets all samples. */
  public void clear() {
    samples = 0;
    durationTicks = 0;
    payloadBytes = 0;
  }

  /**
   * Appends a sample.
   *
   * @param durationTicks distance to the next one, at least 0
   * @param sizeBytes length of its payload
   * @param sampleFlags see {@link SampleFlags}
   * @param ctsOffsetTicks presentation minus decoding time
   */
  public void add(long durationTicks, int sizeBytes, int sampleFlags, int ctsOffsetTicks) {
    if (samples == durations.length) {
      grow();
    }
    int duration = (int) Math.min(durationTicks, MAX_DURATION_TICKS);
    if (samples == 0) {
      durationsEqual = true;
      flagsEqual = true;
      laterFlagsEqual = true;
      ctsOffsetsZero = true;
    } else {
      durationsEqual &= duration == durations[0];
      flagsEqual &= sampleFlags == flags[0];
      laterFlagsEqual &= samples == 1 || sampleFlags == flags[1];
    }
    ctsOffsetsZero &= ctsOffsetTicks == 0;
    durations[samples] = duration;
    sizes[samples] = sizeBytes;
    flags[samples] = sampleFlags;
    ctsOffsets[samples] = ctsOffsetTicks;
    samples++;
    this.durationTicks += durationTicks;
    payloadBytes += sizeBytes;
  }

  private void grow() {
    if (samples == MAX_SAMPLES) {
      throw new IllegalStateException("a fragment holds at most " + MAX_SAMPLES + " samples");
    }
    durations = Arrays.copyOf(durations, samples * 2);
    sizes = Arrays.copyOf(sizes, samples * 2);
    flags = Arrays.copyOf(flags, samples * 2);
    ctsOffsets = Arrays.copyOf(ctsOffsets, samples * 2);
  }

  /** How many samples. */
  public int samples() {
    return samples;
  }

  /** All durations together. */
  public long durationTicks() {
    return durationTicks;
  }

  /** All payloads together. */
  public int payloadBytes() {
    return payloadBytes;
  }

  /** Length of the {@code traf} that {@link #writeTo} appends. */
  int trafBytes() {
    return BOX_BYTES + tfhdBytes() + TFDT_BYTES + trunBytes();
  }

  private int tfhdBytes() {
    return FULL_BOX_BYTES + 4 + Integer.bitCount(tfhdFlags() & ~DEFAULT_BASE_IS_MOOF) * 4;
  }

  private int trunBytes() {
    int trunFlags = trunFlags();
    return FULL_BOX_BYTES
        + 4
        + Integer.bitCount(trunFlags & 0xFF) * 4
        + Integer.bitCount(trunFlags & 0xF00) * 4 * samples;
  }

  private int tfhdFlags() {
    return DEFAULT_BASE_IS_MOOF
        | (durationsEqual && samples > 0 ? DEFAULT_DURATION : 0)
        | (laterFlagsEqual && samples > 0 ? DEFAULT_FLAGS : 0);
  }

  private int trunFlags() {
    if (samples == 0) {
      return DATA_OFFSET;
    }
    return DATA_OFFSET
        | SAMPLE_SIZE
        | (durationsEqual ? 0 : SAMPLE_DURATION)
        | (!flagsEqual && laterFlagsEqual ? FIRST_SAMPLE_FLAGS : 0)
        | (laterFlagsEqual ? 0 : SAMPLE_FLAGS)
        | (ctsOffsetsZero ? 0 : SAMPLE_CTS_OFFSET);
  }

  /**
   * Appends the {@code traf}.
   *
   * @param trackId as in the header
   * @param baseDecodeTicks decoding time of the first sample
   * @param dataOffsetBytes from the start of the {@code moof} to the first payload
   */
  void writeTo(ByteBuf out, int trackId, long baseDecodeTicks, int dataOffsetBytes) {
    int tfhdFlags = tfhdFlags();
    out.writeInt(trafBytes());
    out.writeInt(BoxType.TRAF);

    out.writeInt(tfhdBytes());
    out.writeInt(BoxType.TFHD);
    out.writeInt(tfhdFlags);
    out.writeInt(trackId);
    if ((tfhdFlags & DEFAULT_DURATION) != 0) {
      out.writeInt(durations[0]);
    }
    if ((tfhdFlags & DEFAULT_FLAGS) != 0) {
      out.writeInt(flags[samples == 1 ? 0 : 1]);
    }

    out.writeInt(TFDT_BYTES);
    out.writeInt(BoxType.TFDT);
    out.writeInt(1 << 24);
    out.writeLong(baseDecodeTicks);

    writeRun(out, dataOffsetBytes);
  }

  private void writeRun(ByteBuf out, int dataOffsetBytes) {
    int trunFlags = trunFlags();
    out.writeInt(trunBytes());
    out.writeInt(BoxType.TRUN);
    // Version 1: composition offsets are signed.
    out.writeInt(1 << 24 | trunFlags);
    out.writeInt(samples);
    out.writeInt(dataOffsetBytes);
    if ((trunFlags & FIRST_SAMPLE_FLAGS) != 0) {
      out.writeInt(flags[0]);
    }
    for (int i = 0; i < samples; i++) {
      if ((trunFlags & SAMPLE_DURATION) != 0) {
        out.writeInt(durations[i]);
      }
      out.writeInt(sizes[i]);
      if ((trunFlags & SAMPLE_FLAGS) != 0) {
        out.writeInt(flags[i]);
      }
      if ((trunFlags & SAMPLE_CTS_OFFSET) != 0) {
        out.writeInt(ctsOffsets[i]);
      }
    }
  }
}
