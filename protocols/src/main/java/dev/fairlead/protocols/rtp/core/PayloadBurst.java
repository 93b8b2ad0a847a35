package dev.fairlead.protocols.rtp.core;

import io.netty.buffer.ByteBuf;

/**
 * The RTP payloads of one sample, made once for all viewers. Immutable; any thread may read it. Its
 * reference count is that of its bytes: whoever keeps a burst retains it, and releases it once.
 *
 * <p>The payloads lie one behind the other. They form <em>runs</em>: within a run all payloads have
 * the same length, except that the last may be shorter, so that one system call with segmentation
 * offload can send a whole run. A picture of one slice is one run, or two when parameter sets come
 * first.
 */
public final class PayloadBurst {
  /** Decoding can start here. */
  public static final int KEY = 1;

  /** No other burst needs this one. */
  public static final int DISPOSABLE = 1 << 1;

  /** The marker bit is set on the last packet. */
  public static final int MARKER = 1 << 2;

  /** Is shown before one that came before: not for viewers who show what comes as it comes. */
  public static final int OUT_OF_ORDER = 1 << 3;

  /** Values that describe one run in the array. */
  static final int RUN_FIELDS = 4;

  private static final int FIRST = 0;
  private static final int OFFSET = 1;
  private static final int BYTES = 2;
  private static final int LAST_BYTES = 3;

  private final ByteBuf bytes;
  private final int[] runs;
  private final int packets;
  private final long firstPacket;
  private final long timestampTicks;
  private final long decodeTicks;
  private final long wallClockNs;
  private final int flags;

  /**
   * Takes over one reference to {@code bytes}.
   *
   * @param bytes all payloads, from the reader index on
   * @param ends where each payload ends, counted from the reader index; read, not kept
   * @param packets how many, at least 1
   * @param firstPacket number of the first packet among all of the packetizer, from 0
   * @param timestampTicks RTP timestamp before any offset, unwrapped
   * @param decodeTicks the same, counted by when it is decoded
   * @param wallClockNs capture or else arrival time, nanoseconds since 1970-01-01T00:00Z
   * @param flags of the constants above
   */
  public PayloadBurst(
      ByteBuf bytes,
      int[] ends,
      int packets,
      long firstPacket,
      long timestampTicks,
      long decodeTicks,
      long wallClockNs,
      int flags) {
    this.bytes = bytes;
    this.packets = packets;
    this.firstPacket = firstPacket;
    this.timestampTicks = timestampTicks;
    this.decodeTicks = decodeTicks;
    this.wallClockNs = wallClockNs;
    this.flags = flags;
    runs = new int[countRuns(ends, packets) * RUN_FIELDS];
    fillRuns(ends);
  }

  private static int countRuns(int[] ends, int packets) {
    int count = 0;
    for (int from = 0; from < packets; from = runEnd(ends, from, packets)) {
      count++;
    }
    return count;
  }

  private static int length(int[] ends, int packet) {
    return packet == 0 ? ends[0] : ends[packet] - ends[packet - 1];
  }

  /** The packet behind the run that begins at {@code from}. */
  private static int runEnd(int[] ends, int from, int packets) {
    int size = length(ends, from);
    int to = from + 1;
    while (to < packets && length(ends, to) == size) {
      to++;
    }
    return to < packets && length(ends, to) < size ? to + 1 : to;
  }

  private void fillRuns(int[] ends) {
    int run = 0;
    for (int from = 0; from < packets; run++) {
      int to = runEnd(ends, from, packets);
      runs[run * RUN_FIELDS + FIRST] = from;
      runs[run * RUN_FIELDS + OFFSET] = from == 0 ? 0 : ends[from - 1];
      runs[run * RUN_FIELDS + BYTES] = length(ends, from);
      runs[run * RUN_FIELDS + LAST_BYTES] = length(ends, to - 1);
      from = to;
    }
  }

  /** All payloads; borrowed, read by absolute index. */
  public ByteBuf bytes() {
    return bytes;
  }

  /** How many packets. */
  public int packets() {
    return packets;
  }

  /** Number of the first packet among all of its packetizer. */
  public long firstPacket() {
    return firstPacket;
  }

  /** Number behind the last packet. */
  public long endPacket() {
    return firstPacket + packets;
  }

  /** RTP timestamp before any offset, unwrapped. */
  public long timestampTicks() {
    return timestampTicks;
  }

  /**
   * The timestamp for viewers whose decoder shows with each picture that it takes the one whose
   * turn it is: pictures in decoding order, as far apart as they are shown.
   */
  public long decodeTicks() {
    return decodeTicks;
  }

  /** Capture or arrival time, nanoseconds since 1970-01-01T00:00Z. */
  public long wallClockNs() {
    return wallClockNs;
  }

  /** Whether decoding can start here. */
  public boolean isKey() {
    return (flags & KEY) != 0;
  }

  /** Whether no other burst needs this one. */
  public boolean isDisposable() {
    return (flags & DISPOSABLE) != 0;
  }

  /** Whether one that came before is shown after this one. */
  public boolean isOutOfOrder() {
    return (flags & OUT_OF_ORDER) != 0;
  }

  /** Whether a packet, counted within the burst, has the marker bit. */
  public boolean hasMarker(int packet) {
    return packet == packets - 1 && (flags & MARKER) != 0;
  }

  /** Length of all payloads. */
  public int sizeBytes() {
    return bytes.readableBytes();
  }

  /** How many runs. */
  public int runs() {
    return runs.length / RUN_FIELDS;
  }

  /** The first packet of a run, counted within the burst. */
  public int runStart(int run) {
    return runs[run * RUN_FIELDS + FIRST];
  }

  /** The packet behind the last of a run, counted within the burst. */
  public int runEnd(int run) {
    return run + 1 == runs() ? packets : runStart(run + 1);
  }

  /** The run that a packet, counted within the burst, belongs to. */
  public int runOf(int packet) {
    int run = runs() - 1;
    while (runStart(run) > packet) {
      run--;
    }
    return run;
  }

  /** Absolute index of a packet's payload; the packet is counted within the burst. */
  public int index(int packet) {
    int at = runOf(packet) * RUN_FIELDS;
    return bytes.readerIndex() + runs[at + OFFSET] + (packet - runs[at + FIRST]) * runs[at + BYTES];
  }

  /** Length of a packet's payload; the packet is counted within the burst. */
  public int lengthBytes(int packet) {
    int run = runOf(packet);
    int field = packet + 1 == runEnd(run) ? LAST_BYTES : BYTES;
    return runs[run * RUN_FIELDS + field];
  }

  /** Whoever keeps a burst calls this once. */
  public PayloadBurst retain() {
    bytes.retain();
    return this;
  }

  /** Ends one reference. */
  public void release() {
    bytes.release();
  }
}
