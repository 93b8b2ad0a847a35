package dev.fairlead.protocols.progressive;

import dev.fairlead.media.bridge.SoundProfile;
import dev.fairlead.media.container.mpegts.TsMuxer;
import dev.fairlead.media.track.MediaKind;
import dev.fairlead.media.track.Multiplex;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import dev.fairlead.protocols.egress.WireMuxer;
import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * MPEG-TS on the wire. Confined to one loop. The tables stand in front of every key picture, so
 * only viewers of sound alone need a header; changes of tracks come as new tables in the flow.
 */
final class TsWireMuxer implements WireMuxer {
  private final TsMuxer muxer = new TsMuxer();
  private final SoundProfile sound;
  private boolean hasPictures;

  TsWireMuxer(SoundProfile sound) {
    this.sound = sound;
  }

  @Override
  public SoundProfile sound() {
    return sound;
  }

  @Override
  public void tracks(List<Track> tracks) {
    List<Track> carried = Multiplex.choose(tracks, TsMuxer::carries);
    hasPictures = carried.stream().anyMatch(track -> track.kind() == MediaKind.VIDEO);
    muxer.tracks(carried);
  }

  @Override
  public void writeHeader(ByteBuf out) {
    if (!hasPictures) {
      muxer.writeTables(out);
    }
  }

  @Override
  public boolean writeTrackChange(ByteBuf out) {
    return true;
  }

  @Override
  public void writeSample(Sample sample, ByteBuf out) {
    muxer.writeSample(sample, out);
  }

  @Override
  public void writeEnd(ByteBuf out) {
    // A transport stream has no end of its own.
  }
}
