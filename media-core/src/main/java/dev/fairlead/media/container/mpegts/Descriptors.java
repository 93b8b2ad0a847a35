package dev.fairlead.media.container.mpegts;

import dev.fairlead.media.container.mpegts.TsDemuxerOutput.ElementaryPid;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** The descriptors of one entry of a program map (ISO/IEC 13818-1:2022 §2.6). Stateless. */
final class Descriptors {
  private static final int REGISTRATION = 0x05;
  private static final int LANGUAGE = 0x0A;

  // ETSI EN 300 468 V1.17.1 §6.1, Table 12: for elementary data that stream_type calls private.
  private static final int DVB_AC3 = 0x6A;
  private static final int DVB_EAC3 = 0x7A;
  private static final int DVB_EXTENSION = 0x7F;

  /** descriptor_tag_extension of Opus's channel_config_code (ETSI TS Opus 0.1.3 draft). */
  private static final int OPUS_CHANNELS = 0x80;

  private Descriptors() {}

  /** Reads the entry that begins at {@code index} and whose descriptors end at {@code end}. */
  static ElementaryPid read(ByteBuf section, int index, int end) {
    int registration = 0;
    int dvbRegistration = 0;
    String language = "";
    int channelConfig = 0;
    int at = index + 5;
    while (at + 2 <= end) {
      int tag = section.getUnsignedByte(at);
      int lengthBytes = section.getUnsignedByte(at + 1);
      if (at + 2 + lengthBytes > end) {
        break;
      }
      if (tag == REGISTRATION && lengthBytes >= 4) {
        registration = section.getInt(at + 2);
      } else if (tag == LANGUAGE && lengthBytes >= 4) {
        language = section.toString(at + 2, 3, StandardCharsets.ISO_8859_1);
      } else if (tag == DVB_AC3) {
        dvbRegistration = TsStreamType.REGISTERED_AC3;
      } else if (tag == DVB_EAC3) {
        dvbRegistration = TsStreamType.REGISTERED_EAC3;
      } else if (tag == DVB_EXTENSION
          && lengthBytes >= 2
          && section.getUnsignedByte(at + 2) == OPUS_CHANNELS) {
        channelConfig = section.getUnsignedByte(at + 3);
      }
      at += 2 + lengthBytes;
    }
    return new ElementaryPid(
        section.getUnsignedShort(index + 1) & 0x1FFF,
        section.getUnsignedByte(index),
        registration == 0 ? dvbRegistration : registration,
        language,
        channelConfig);
  }
}
