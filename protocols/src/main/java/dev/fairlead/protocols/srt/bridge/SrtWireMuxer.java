package dev.fairlead.protocols.srt.bridge;

import dev.fairlead.media.container.mpegts.TsMuxer;
import dev.fairlead.media.track.MediaKind;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import dev.fairlead.protocols.egress.WireMuxer;
import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * MPEG-TS for all SRT viewers of a loop. Confined to it. The tables stand in front of every key
 * picture, so only listeners to sound alone need a header.
 */
final class SrtWireMuxer implements WireMuxer {
  private final TsMuxer muxer = new TsMuxer();
  private boolean hasPictures;

  @Override
  public void tracks(List<Track> tracks) {
    hasPictures =
        tracks.stream()
            .anyMatch(track -> track.kind() == MediaKind.VIDEO && TsMuxer.carries(track.format()));
    muxer.tracks(tracks);
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
