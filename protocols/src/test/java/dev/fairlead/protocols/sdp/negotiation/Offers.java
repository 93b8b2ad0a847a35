package dev.fairlead.protocols.sdp.negotiation;

import dev.fairlead.media.codec.TrackFormats;
import dev.fairlead.media.codec.opus.OpusHead;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.CodecConfiguration;
import dev.fairlead.media.track.FrameRate;
import dev.fairlead.media.track.TrackFormat;
import dev.fairlead.media.track.VideoFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The offers beside this package, and terms to answer them with. */
final class Offers {
  static final TransportTerms TRANSPORT =
      new TransportTerms(
          new IceCredentials("srvr", "0123456789abcdefghijkl"),
          List.of("1 1 udp 2130706431 192.0.2.1 18203 typ host"),
          Fingerprint.of("sha-256", new byte[32]),
          42,
          false);

  private Offers() {}

  static String text(String name) {
    try (InputStream in = Offers.class.getResourceAsStream("offers/" + name + ".sdp")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Answer receive(String offer) {
    return Answerer.answer(OfferReader.read(offer), TRANSPORT, MediaTerms.Receive.EVERYTHING);
  }

  static Answer send(String offer, TrackFormat... video) {
    return Answerer.answer(
        OfferReader.read(offer),
        TRANSPORT,
        new MediaTerms.Send(
            video.length == 0 ? null : new OutgoingTrack(List.of(video), 1000, 1001, "video"),
            new OutgoingTrack(List.of(opus(2)), 2000, 2001, "audio"),
            "broadcast"));
  }

  static TrackFormat video(Codec codec, String codecString) {
    return new VideoFormat(
        codec, 90_000, CodecConfiguration.NONE, codecString, 1280, 720, 1, 1, FrameRate.UNKNOWN);
  }

  static TrackFormat opus(int channels) {
    OpusHead head = new OpusHead(channels, 312, 48_000, 0, 0, 1, channels - 1, "");
    return TrackFormats.parse(Codec.OPUS, 48_000, CodecConfiguration.of(head.toByteArray()));
  }
}
