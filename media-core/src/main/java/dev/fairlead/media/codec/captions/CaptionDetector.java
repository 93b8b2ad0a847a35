package dev.fairlead.media.codec.captions;

import dev.fairlead.media.bits.BitReader;
import dev.fairlead.media.bits.MalformedMediaException;
import dev.fairlead.media.codec.nal.NalUnits;
import dev.fairlead.media.codec.nal.SeiMessages;
import dev.fairlead.media.track.Codec;
import io.netty.buffer.ByteBuf;

/**
 * Looks for captions in access units, until every channel in use was seen. Confined to one thread;
 * allocates nothing per sample.
 *
 * <p>Encoders send caption bytes with every picture whether there are captions or not. A channel
 * counts once a command to show captions was sent on it, or a service once it has a block of bytes.
 */
public final class CaptionDetector {
  private static final int USER_DATA_REGISTERED = 4;
  private static final int COUNTRY_UNITED_STATES = 0xB5;
  private static final int PROVIDER_ATSC = 0x31;
  private static final long IDENTIFIER_GA94 = 0x47413934;
  private static final int TYPE_CC_DATA = 3;

  /** Country, provider, identifier, type, flags, em_data. */
  private static final int LEAST_BYTES = 1 + 2 + 4 + 1 + 1 + 1;

  private static final int FIRST_FIELD = 0;
  private static final int SECOND_FIELD = 1;
  private static final int DTVCC_START = 3;

  private final NalUnits nalUnits = new NalUnits();
  private final SeiMessages h264Messages = new SeiMessages(1);
  private final SeiMessages h265Messages = new SeiMessages(2);
  private final BitReader reader = new BitReader("caption data");

  private int seen;

  /** What was seen so far. */
  public CaptionChannels channels() {
    return seen == 0 ? CaptionChannels.NONE : new CaptionChannels(seen);
  }

  /**
   * Looks at the next access unit.
   *
   * @param payload in the form of the bus; borrowed. What is broken holds no captions
   * @return whether it shows a channel that was not seen before
   */
  public boolean observe(Codec codec, ByteBuf payload) {
    int before = seen;
    try {
      switch (codec) {
        case H264 -> h264(payload);
        case H265 -> h265(payload);
        default -> {
          return false;
        }
      }
    } catch (MalformedMediaException e) {
      return seen != before;
    }
    return seen != before;
  }

  private void h264(ByteBuf payload) {
    nalUnits.wrap(payload);
    while (nalUnits.next()) {
      int type = dev.fairlead.media.codec.h264.NalUnitType.of(nalUnits.headerByte());
      if (type == dev.fairlead.media.codec.h264.NalUnitType.SEI) {
        messages(h264Messages);
      } else if (type >= dev.fairlead.media.codec.h264.NalUnitType.SLICE
          && type <= dev.fairlead.media.codec.h264.NalUnitType.IDR_SLICE) {
        // What concerns the picture stands before its first slice.
        return;
      }
    }
  }

  private void h265(ByteBuf payload) {
    nalUnits.wrap(payload);
    while (nalUnits.next()) {
      int type = dev.fairlead.media.codec.h265.NalUnitType.of(nalUnits.headerByte());
      if (type == dev.fairlead.media.codec.h265.NalUnitType.PREFIX_SEI) {
        messages(h265Messages);
      } else if (type <= dev.fairlead.media.codec.h265.NalUnitType.LAST_VCL) {
        return;
      }
    }
  }

  private void messages(SeiMessages messages) {
    messages.wrap(nalUnits);
    while (messages.next()) {
      if (messages.payloadType() == USER_DATA_REGISTERED && messages.lengthBytes() >= LEAST_BYTES) {
        userData(messages);
      }
    }
  }

  private void userData(SeiMessages message) {
    reader.wrapEscaped(nalUnits.payload(), message.index(), message.lengthBytes());
    if (reader.readBits(8) != COUNTRY_UNITED_STATES
        || reader.readBits(16) != PROVIDER_ATSC
        || reader.readLongBits(32) != IDENTIFIER_GA94
        || reader.readBits(8) != TYPE_CC_DATA) {
      return;
    }
    reader.skipBits(1);
    boolean processed = reader.readFlag();
    reader.skipBits(1);
    int count = reader.readBits(5);
    reader.skipBits(8);
    for (int i = 0; i < count && processed; i++) {
      reader.skipBits(5);
      boolean valid = reader.readFlag();
      int type = reader.readBits(2);
      int first = reader.readBits(8);
      int second = reader.readBits(8);
      if (valid) {
        pair(type, first, second);
      }
    }
  }

  private void pair(int type, int first, int second) {
    if (type == FIRST_FIELD || type == SECOND_FIELD) {
      lineTwentyOne(type, first & 0x7F, second & 0x7F);
    } else if (type == DTVCC_START) {
      // Behind the packet's header stands the first block's: three bits of service, five of size.
      int service = second >> 5;
      if (service >= 1 && service <= CaptionChannels.MAX_SERVICE && (second & 0x1F) > 0) {
        seen |= 1 << (CaptionChannels.LINE_21_CHANNELS + service - 1);
      }
    }
  }

  /** Miscellaneous commands have 1, then the channel's bit, then 10 and the field's bit. */
  private void lineTwentyOne(int field, int first, int second) {
    if ((first & 0x76) == 0x14 && showsCaptions(second)) {
      seen |= 1 << (2 * field + (first >> 3 & 1));
    }
  }

  /** Resume loading, roll up two to four rows, resume direct, end of caption. */
  private static boolean showsCaptions(int command) {
    return switch (command) {
      case 0x20, 0x25, 0x26, 0x27, 0x29, 0x2F -> true;
      default -> false;
    };
  }
}
