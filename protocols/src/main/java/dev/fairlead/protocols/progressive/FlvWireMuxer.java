package dev.fairlead.protocols.progressive;

import dev.fairlead.media.bridge.SoundProfile;
import dev.fairlead.media.container.flv.FlvMuxer;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import dev.fairlead.protocols.egress.WireMuxer;
import io.netty.buffer.ByteBuf;
import java.util.List;

/** FLV on the wire. Confined to one loop. */
final class FlvWireMuxer implements WireMuxer {
  private final FlvMuxer muxer = new FlvMuxer();
  private final SoundProfile sound;

  FlvWireMuxer(SoundProfile sound) {
    this.sound = sound;
  }

  @Override
  public SoundProfile sound() {
    return sound;
  }

  @Override
  public void tracks(List<Track> tracks) {
    muxer.tracks(tracks);
  }

  @Override
  public void writeHeader(ByteBuf out) {
    muxer.writeHeader(out);
  }

  @Override
  public boolean writeTrackChange(ByteBuf out) {
    muxer.writeTrackChange(out);
    return true;
  }

  @Override
  public void writeSample(Sample sample, ByteBuf out) {
    muxer.writeSample(sample, out);
  }

  @Override
  public void writeEnd(ByteBuf out) {
    // The file ends where the connection does.
  }
}
