package dev.fairlead.media.container.mpegts;

import dev.fairlead.media.container.mpegts.RecordingDemuxerOutput.Pes;
import dev.fairlead.media.track.TrackFormat;
import java.util.HexFormat;
import java.util.List;

/** Turns PES payloads back into the form of the bus, by other means than those under test. */
final class WireForms {
  private WireForms() {}

  static String busForm(TrackFormat format, Pes pes) {
    return switch (format.codec()) {
      case H264 -> fromAnnexB(pes.payload(), List.of("09", "67", "68"));
      case H265 -> fromAnnexB(pes.payload(), List.of("46", "40", "42", "44"));
      case AAC -> pes.payload().substring(14);
      case OPUS -> fromOpus(pes.payload());
      default -> pes.payload();
    };
  }

  /** Without the NAL units that the muxer adds; scripts bring none of these in band. */
  private static String fromAnnexB(String hex, List<String> added) {
    StringBuilder bus = new StringBuilder();
    byte[] bytes = HexFormat.of().parseHex(hex);
    int start = 4;
    for (int i = 4; i <= bytes.length; i++) {
      boolean startCode =
          i + 4 <= bytes.length
              && bytes[i] == 0
              && bytes[i + 1] == 0
              && bytes[i + 2] == 0
              && bytes[i + 3] == 1;
      if (startCode || i == bytes.length) {
        String nalUnit = HexFormat.of().formatHex(bytes, start, i);
        if (!added.contains(nalUnit.substring(0, 2))) {
          bus.append("%08x".formatted(i - start)).append(nalUnit);
        }
        start = i + 4;
      }
    }
    return bus.toString();
  }

  private static String fromOpus(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    int size = 0;
    int index = 2;
    while ((bytes[index] & 0xFF) == 255) {
      size += 255;
      index++;
    }
    size += bytes[index++] & 0xFF;
    return HexFormat.of().formatHex(bytes, index, index + size);
  }
}
