package dev.fairlead.media.segment;

import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.MediaKind;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import dev.fairlead.media.track.TrackFormat;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/** The plainest multiplex: a table is its tracks' numbers, a sample is number, time and bytes. */
final class PlainMuxer implements TransportMuxer {
  private static final int TABLE = -1;

  private List<Track> tracks = List.of();

  /** One record as read back. A table has no track. */
  record Entry(int track, long dts, List<Integer> tracks, byte[] data) {
    boolean isTable() {
      return track == TABLE;
    }
  }

  @Override
  public boolean carries(TrackFormat format) {
    return format.codec() != Codec.VP9;
  }

  @Override
  public void tracks(List<Track> current) {
    tracks = current;
  }

  @Override
  public void writeTables(ByteBuf out) {
    out.writeInt(TABLE).writeInt(tracks.size());
    tracks.forEach(track -> out.writeInt(track.id()));
  }

  @Override
  public void writeSample(Sample sample, ByteBuf out) {
    if (tracks.stream().noneMatch(track -> track.id() == sample.track().id())) {
      return;
    }
    if (sample.track().kind() == MediaKind.VIDEO && sample.isRandomAccess()) {
      writeTables(out);
    }
    out.writeInt(sample.track().id()).writeLong(sample.dtsTicks()).writeInt(sample.payloadBytes());
    out.writeBytes(sample.payload(), sample.payload().readerIndex(), sample.payloadBytes());
  }

  static List<Entry> read(Part part) {
    List<Entry> entries = new ArrayList<>();
    ByteBuf all = io.netty.buffer.Unpooled.buffer();
    part.retainInto(
        piece -> {
          all.writeBytes(piece.duplicate());
          piece.release();
        });
    while (all.isReadable()) {
      int track = all.readInt();
      if (track == TABLE) {
        List<Integer> ids = new ArrayList<>();
        for (int i = all.readInt(); i > 0; i--) {
          ids.add(all.readInt());
        }
        entries.add(new Entry(track, 0, ids, new byte[0]));
      } else {
        long dts = all.readLong();
        byte[] data = new byte[all.readInt()];
        all.readBytes(data);
        entries.add(new Entry(track, dts, List.of(), data));
      }
    }
    return entries;
  }
}
