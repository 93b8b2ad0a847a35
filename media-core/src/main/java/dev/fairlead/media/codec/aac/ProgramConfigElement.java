package dev.fairlead.media.codec.aac;

import dev.fairlead.media.bits.BitReader;
import dev.fairlead.media.bits.BitWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * program_config_element() (ISO/IEC 14496-3:2019 §4.4.1.1): the channels of a configuration whose
 * channelConfiguration is 0. Immutable.
 */
public final class ProgramConfigElement {
  private static final int ID_PCE = 5;

  private final int channels;
  private final byte[] element;

  private ProgramConfigElement(int channels, byte[] element) {
    this.channels = channels;
    this.element = element;
  }

  /** Reads the element at the reader's position. */
  static ProgramConfigElement parse(BitReader bits) {
    ByteBuf out = Unpooled.buffer(64);
    // The copy begins with the identifier that it has inside a raw_data_block (§4.4.2.1), so that
    // it can stand in front of one; its comment is left out.
    BitWriter copy = new BitWriter().wrap(out).writeBits(ID_PCE, 3);
    copyBits(bits, copy, 10); // element_instance_tag, object_type, sampling_frequency_index
    int front = copyBits(bits, copy, 4);
    int side = copyBits(bits, copy, 4);
    int back = copyBits(bits, copy, 4);
    int lowFrequency = copyBits(bits, copy, 2);
    int associatedData = copyBits(bits, copy, 3);
    int couplings = copyBits(bits, copy, 4);
    for (int mixdownBits : new int[] {4, 4, 3}) { // mono, stereo, matrix
      if (copyBits(bits, copy, 1) != 0) {
        copyBits(bits, copy, mixdownBits);
      }
    }
    int channels = lowFrequency;
    for (int i = 0; i < front + side + back; i++) {
      channels += 1 + copyBits(bits, copy, 1); // element_is_cpe
      copyBits(bits, copy, 4);
    }
    copyBits(bits, copy, 4 * lowFrequency);
    copyBits(bits, copy, 4 * associatedData);
    for (int i = 0; i < couplings; i++) {
      copyBits(bits, copy, 5);
    }
    bits.alignToByte();
    bits.skipBits(8 * bits.readBits(8)); // comment_field_data
    copy.alignToByte().writeBits(0, 8);
    if (channels == 0) {
      throw bits.malformed("program_config_element has no channel");
    }
    byte[] element = new byte[out.readableBytes()];
    out.readBytes(element);
    return new ProgramConfigElement(channels, element);
  }

  private static int copyBits(BitReader from, BitWriter to, int count) {
    int value = from.readBits(count);
    to.writeBits(value, count);
    return value;
  }

  /** Channels after decoding, low-frequency ones included; at least 1. */
  public int channels() {
    return channels;
  }

  /** Length of {@link #writeTo}. */
  public int sizeBytes() {
    return element.length;
  }

  /** Appends the element as the first one of a raw_data_block, whole bytes. */
  public void writeTo(ByteBuf out) {
    out.writeBytes(element);
  }
}
