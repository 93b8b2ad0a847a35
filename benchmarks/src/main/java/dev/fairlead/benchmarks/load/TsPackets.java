package dev.fairlead.benchmarks.load;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Cuts an MPEG-TS body into packets and checks the continuity counter of each PID (ISO/IEC
 * 13818-1:2022 §2.4.3.3). Confined to one thread.
 */
final class TsPackets implements HttpBody.Taker {
  private static final int PACKET_BYTES = 188;
  private static final int SYNC = 0x47;
  private static final int PIDS = 8_192;
  private static final byte UNSEEN = -1;

  private final ViewerTally tally;
  private final byte[] header = new byte[4];
  private final byte[] counters = new byte[PIDS];
  private int at;
  private boolean playing;

  TsPackets(ViewerTally tally) {
    this.tally = tally;
    Arrays.fill(counters, UNSEEN);
  }

  @Override
  public void body(ByteBuf in) {
    while (in.isReadable()) {
      if (at < header.length) {
        header[at++] = in.readByte();
        if (at == header.length) {
          packet();
        }
      } else {
        int piece = Math.min(PACKET_BYTES - at, in.readableBytes());
        in.skipBytes(piece);
        at += piece;
        if (at == PACKET_BYTES) {
          at = 0;
        }
      }
    }
  }

  private void packet() {
    if (header[0] != SYNC) {
      throw new IllegalStateException("no sync byte");
    }
    if (!playing) {
      playing = true;
      tally.playing.increment();
    }
    tally.units.increment();
    int pid = ((header[1] & 0x1F) << 8) | (header[2] & 0xFF);
    boolean hasPayload = (header[3] & 0x10) != 0;
    int counter = header[3] & 0xF;
    if (hasPayload) {
      int expected = (counters[pid] + 1) & 0xF;
      if (counters[pid] != UNSEEN && counter != expected) {
        tally.error("PID " + pid + " counts " + counter + " instead of " + expected);
      }
      counters[pid] = (byte) counter;
    }
  }
}
