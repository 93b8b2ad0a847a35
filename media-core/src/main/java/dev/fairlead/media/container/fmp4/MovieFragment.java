package dev.fairlead.media.container.fmp4;

import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * {@code moof} and the header of the {@code mdat} behind it (ISO/IEC 14496-12:2022 §8.8.4, §8.1.1).
 * The payloads follow, those of the first run first; the caller appends or references them.
 * Stateless; any thread.
 */
public final class MovieFragment {
  private static final int BOX_BYTES = 8;
  private static final int MFHD_BYTES = 16;

  private MovieFragment() {}

  /** Length of what {@link #write} appends for one track. */
  public static int headerBytes(TrackRun run) {
    return BOX_BYTES + MFHD_BYTES + run.trafBytes() + BOX_BYTES;
  }

  /**
   * Appends the headers of a fragment of one track.
   *
   * @param sequenceNumber increases by one with every fragment
   * @param trackId as in the header of the file
   * @param baseDecodeTicks decoding time of the first sample, at least 0
   */
  public static void write(
      ByteBuf out, int sequenceNumber, int trackId, long baseDecodeTicks, TrackRun run) {
    int moofBytes = headerBytes(run) - BOX_BYTES;
    writeStart(out, moofBytes, sequenceNumber);
    run.writeTo(out, trackId, baseDecodeTicks, moofBytes + BOX_BYTES);
    out.writeInt(BOX_BYTES + run.payloadBytes());
    out.writeInt(BoxType.MDAT);
  }

  /** Appends the headers of a fragment of several tracks, each with at least one sample. */
  static void write(ByteBuf out, int sequenceNumber, List<FragmentTrack> tracks) {
    int moofBytes = BOX_BYTES + MFHD_BYTES;
    int payloadBytes = 0;
    for (int i = 0; i < tracks.size(); i++) {
      moofBytes += tracks.get(i).run().trafBytes();
      payloadBytes += tracks.get(i).run().payloadBytes();
    }
    writeStart(out, moofBytes, sequenceNumber);
    int dataOffset = moofBytes + BOX_BYTES;
    for (int i = 0; i < tracks.size(); i++) {
      FragmentTrack track = tracks.get(i);
      track.run().writeTo(out, track.trackId(), track.baseDecodeTicks(), dataOffset);
      dataOffset += track.run().payloadBytes();
    }
    out.writeInt(BOX_BYTES + payloadBytes);
    out.writeInt(BoxType.MDAT);
  }

  private static void writeStart(ByteBuf out, int moofBytes, int sequenceNumber) {
    out.writeInt(moofBytes);
    out.writeInt(BoxType.MOOF);
    out.writeInt(MFHD_BYTES);
    out.writeInt(BoxType.MFHD);
    out.writeInt(0);
    out.writeInt(sequenceNumber);
  }
}
