package dev.fairlead.protocols.egress;

import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A wire format for eyes: {@code H1.0+2.0|} is the header for version 0 of tracks 1 and 2, {@code
 * C…|} a change of tracks, {@code 1k40|} a key sample of track 1 at 40 ms, {@code E|} the end.
 */
final class TextMuxer implements WireMuxer {
  private final boolean changesTracks;
  private String versions = "";
  boolean closed;

  /** Samples with this payload make the muxer throw. */
  static final byte POISON = 13;

  TextMuxer(boolean changesTracks) {
    this.changesTracks = changesTracks;
  }

  @Override
  public void tracks(List<Track> tracks) {
    versions =
        String.join("+", tracks.stream().map(track -> track.id() + "." + track.version()).toList());
  }

  @Override
  public void writeHeader(ByteBuf out) {
    write("H" + versions, out);
  }

  @Override
  public boolean writeTrackChange(ByteBuf out) {
    if (changesTracks) {
      write("C" + versions, out);
    }
    return changesTracks;
  }

  @Override
  public void writeSample(Sample sample, ByteBuf out) {
    write(sample.track().id() + (sample.isRandomAccess() ? "k" : "d") + sample.dtsTicks(), out);
    if (sample.payload().getByte(sample.payload().readerIndex()) == POISON) {
      throw new IllegalStateException("poison");
    }
  }

  @Override
  public void writeEnd(ByteBuf out) {
    write("E", out);
  }

  @Override
  public void close() {
    closed = true;
  }

  private static void write(String text, ByteBuf out) {
    out.writeCharSequence(text + "|", StandardCharsets.US_ASCII);
  }
}
