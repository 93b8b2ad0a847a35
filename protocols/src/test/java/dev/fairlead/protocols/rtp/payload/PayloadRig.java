package dev.fairlead.protocols.rtp.payload;

import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.CodecConfiguration;
import dev.fairlead.media.track.FrameRate;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import dev.fairlead.media.track.VideoFormat;
import dev.fairlead.protocols.rtp.core.PayloadBurst;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/** Takes samples apart into packets and puts packets together again. */
final class PayloadRig implements Depacketizer.Output {
  /** One packet, on the heap. */
  record Packet(byte[] payload, long timestampTicks, boolean marker) {}

  /** What a depacketizer told, in order. */
  final List<String> pictures = new ArrayList<>();

  final List<byte[]> payloads = new ArrayList<>();

  private final Depacketizer depacketizer;

  PayloadRig(Codec codec) {
    depacketizer = PayloadFormats.depacketizer(codec, Unpooled::buffer);
  }

  static Track track(Codec codec, byte[] configuration) {
    return new Track(
        1,
        0,
        new VideoFormat(
            codec, 90_000, CodecConfiguration.of(configuration), "", 0, 0, 1, 1, FrameRate.UNKNOWN),
        "");
  }

  static Sample sample(Track track, long ptsTicks, boolean key, byte[] payload) {
    return new Sample(
        track, ptsTicks, 0, key ? Sample.RANDOM_ACCESS : 0, 0, Unpooled.wrappedBuffer(payload));
  }

  /** The packets of a burst, which is released. */
  static List<Packet> packets(PayloadBurst burst) {
    List<Packet> packets = new ArrayList<>();
    for (int i = 0; i < burst.packets(); i++) {
      byte[] payload = ByteBufUtil.getBytes(burst.bytes(), burst.index(i), burst.lengthBytes(i));
      packets.add(new Packet(payload, burst.timestampTicks(), burst.hasMarker(i)));
    }
    burst.release();
    return packets;
  }

  PayloadRig take(Packet packet, boolean gap) {
    // In the middle of something else, so that a wrong index shows.
    ByteBuf datagram = Unpooled.buffer();
    datagram.writeZero(7).writeBytes(packet.payload()).writeByte(0xEE);
    depacketizer.packet(
        datagram, 7, packet.payload().length, packet.timestampTicks(), packet.marker(), gap, this);
    return this;
  }

  PayloadRig takeAll(List<Packet> packets) {
    packets.forEach(packet -> take(packet, false));
    return this;
  }

  void close() {
    depacketizer.close();
  }

  @Override
  public void complete(ByteBuf payload, long timestampTicks) {
    byte[] bytes = ByteBufUtil.getBytes(payload);
    payload.release();
    payloads.add(bytes);
    pictures.add(timestampTicks + ": " + describe(bytes));
  }

  @Override
  public void damaged(long timestampTicks) {
    pictures.add(timestampTicks + ": damaged");
  }

  static String describe(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return "%d %08x".formatted(bytes.length, crc.getValue());
  }
}
