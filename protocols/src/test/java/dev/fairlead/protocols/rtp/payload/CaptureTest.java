package dev.fairlead.protocols.rtp.payload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.time.TimestampUnwrapper;
import dev.fairlead.media.track.Codec;
import dev.fairlead.protocols.rtp.wire.RtpHeader;
import dev.fairlead.protocols.rtp.wire.RtpVerdict;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Packets of packetizers that are not ours come out as the pictures that went in. */
final class CaptureTest {
  @ParameterizedTest
  @CsvSource({
    "H264, h264-slices",
    "H265, h265",
    "VP8, vp8",
    "VP9, vp9",
    "AV1, chromium-av1-l1t1",
    "AV1, chromium-av1-l1t2",
    "VP9, chromium-vp9-l1t1",
    "VP9, chromium-vp9-l3t3-key",
    "VP8, chromium-vp8-l1t2",
    "H264, chromium-h264-l1t1"
  })
  void packetsBecomeThePicturesThatWentIn(Codec codec, String capture) throws IOException {
    List<String> expected = new ArrayList<>();
    PayloadRig rig = new PayloadRig(codec);
    TimestampUnwrapper timestamps = new TimestampUnwrapper(32);
    for (String line : lines(capture)) {
      String[] fields = line.split(" ");
      switch (fields[0]) {
        case "packet" -> rig.take(packet(fields[1], timestamps), false);
        case "picture" -> expected.add(fields[1] + " " + fields[2]);
        default -> throw new IllegalArgumentException(line);
      }
    }
    rig.close();

    assertEquals(
        String.join("\n", expected),
        String.join("\n", rig.payloads.stream().map(PayloadRig::describe).toList()));
    assertTrue(expected.size() > 5);
  }

  private static PayloadRig.Packet packet(String hex, TimestampUnwrapper timestamps) {
    ByteBuf packet = Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex));
    RtpHeader header = new RtpHeader();
    assertEquals(RtpVerdict.OK, header.wrapPlain(packet));
    return new PayloadRig.Packet(
        ByteBufUtil.getBytes(packet, header.payloadIndex(), header.payloadBytes()),
        timestamps.unwrap(header.timestamp()),
        header.marker());
  }

  private static List<String> lines(String capture) throws IOException {
    try (InputStream in = CaptureTest.class.getResourceAsStream("captures/" + capture + ".txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    }
  }
}
