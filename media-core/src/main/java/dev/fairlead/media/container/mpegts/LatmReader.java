package dev.fairlead.media.container.mpegts;

import dev.fairlead.media.bits.BitReader;
import dev.fairlead.media.bits.MalformedMediaException;
import dev.fairlead.media.codec.TrackFormats;
import dev.fairlead.media.codec.aac.AudioSpecificConfig;
import dev.fairlead.media.time.Timescale;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.CodecConfiguration;
import dev.fairlead.media.track.Sample;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * AAC in LATM frames behind LOAS synchronisation (ISO/IEC 14496-3:2019 §1.7.2, §1.7.3), of which
 * the bus gets the raw access units. One program with one layer, as broadcasters send it; frames
 * before the first configuration are left out.
 */
final class LatmReader extends FrameReader {
  /** AudioSyncStream: 11 bits of syncword, 13 of length. */
  private static final int HEADER_BYTES = 3;

  private static final int SYNC_WORD = 0x2B7;
  private static final int LENGTH_MASK = 0x1FFF;

  /** Object types whose configuration is that of AAC Main, LC, SSR and LTP. */
  private static final int LAST_PLAIN_OBJECT_TYPE = 4;

  private static final int SBR = 5;
  private static final int PS = 29;
  private static final int EXPLICIT_FREQUENCY = 15;
  private static final int LENGTH_CONTINUES = 255;

  private final TrackWriter track;
  private final ByteBufAllocator allocator;
  private final BitReader bits = new BitReader("AudioMuxElement");
  private byte[] configuration = new byte[0];
  private @Nullable AudioSpecificConfig config;
  private int subFrames = 1;

  LatmReader(TrackWriter track, ByteBufAllocator allocator) {
    this.track = track;
    this.allocator = allocator;
  }

  @Override
  int frameBytes(ByteBuf bytes, int index, int availableBytes) {
    if (availableBytes < HEADER_BYTES) {
      return INCOMPLETE;
    }
    int header = bytes.getUnsignedMedium(index);
    return header >> 13 == SYNC_WORD ? HEADER_BYTES + (header & LENGTH_MASK) : NONE;
  }

  @Override
  int frameSamples() {
    AudioSpecificConfig known = config;
    return known == null ? 0 : subFrames * known.frameSamples();
  }

  @Override
  int sampleRateHz() {
    AudioSpecificConfig known = config;
    return known == null ? Timescale.MPEG_HZ : known.sampleRateHz();
  }

  @Override
  void frame(ByteBuf bytes, int index, int lengthBytes, long ticks) {
    bits.wrap(bytes, index + HEADER_BYTES, lengthBytes - HEADER_BYTES);
    boolean sameConfiguration = bits.readFlag();
    if (!sameConfiguration) {
      readConfiguration(bytes, index + HEADER_BYTES, lengthBytes - HEADER_BYTES);
    }
    AudioSpecificConfig known = config;
    if (known == null) {
      return;
    }
    for (int i = 0; i < subFrames; i++) {
      long samples = (long) i * known.frameSamples();
      accessUnit(ticks + Timescale.rescale(samples, known.sampleRateHz(), Timescale.MPEG_HZ));
    }
  }

  private void accessUnit(long ticks) {
    int size = 0;
    int part;
    do {
      part = bits.readBits(8);
      size += part;
    } while (part == LENGTH_CONTINUES);
    if (size == 0) {
      return;
    }
    if (bits.remainingBits() < 8L * size) {
      throw new MalformedMediaException("LATM payload is cut off");
    }
    ByteBuf unit = allocator.buffer(size);
    for (int i = 0; i < size; i++) {
      unit.writeByte(bits.readBits(8));
    }
    track.publish(ticks, 0, Sample.RANDOM_ACCESS, unit);
  }

  /** StreamMuxConfig. */
  private void readConfiguration(ByteBuf bytes, int index, int lengthBytes) {
    boolean version1 = bits.readFlag();
    if (version1 && bits.readFlag()) {
      throw new MalformedMediaException("audioMuxVersionA 1 is not defined");
    }
    if (version1) {
      readValue(); // taraBufferFullness
    }
    boolean sameTimeFraming = bits.readFlag();
    int subFrameCount = bits.readBits(6) + 1;
    int lastProgram = bits.readBits(4);
    int lastLayer = bits.readBits(3);
    if (!sameTimeFraming || lastProgram != 0 || lastLayer != 0) {
      throw new MalformedMediaException("LATM with several programs or layers");
    }
    byte[] next = version1 ? sized(bytes, index, lengthBytes) : plain(bytes, index, lengthBytes);
    if (bits.readBits(3) != 0) {
      throw new MalformedMediaException("LATM with fixed frame lengths");
    }
    bits.skipBits(8); // latmBufferFullness
    if (bits.readFlag() && otherData(version1) != 0) {
      throw new MalformedMediaException("LATM with other data");
    }
    if (bits.readFlag()) {
      bits.skipBits(8); // crcCheckSum
    }
    subFrames = subFrameCount;
    use(next);
  }

  /** otherDataLenBits. */
  private long otherData(boolean version1) {
    if (version1) {
      return readValue();
    }
    long length = 0;
    boolean goesOn;
    int parts = 0;
    do {
      goesOn = bits.readFlag();
      length = length << 8 | bits.readBits(8);
      parts++;
    } while (goesOn && parts < Integer.BYTES);
    return length;
  }

  /** LatmGetValue. */
  private long readValue() {
    int count = bits.readBits(2) + 1;
    long value = 0;
    for (int i = 0; i < count; i++) {
      value = value << 8 | bits.readBits(8);
    }
    return value;
  }

  /** An AudioSpecificConfig whose length is told. */
  private byte[] sized(ByteBuf bytes, int index, int lengthBytes) {
    long count = readValue();
    if (count > bits.remainingBits()) {
      throw new MalformedMediaException("AudioSpecificConfig is cut off");
    }
    int from = position(lengthBytes);
    bits.skipBits((int) count);
    return copy(bytes, index, lengthBytes, from, (int) count);
  }

  /** An AudioSpecificConfig whose length shows in its contents only. */
  private byte[] plain(ByteBuf bytes, int index, int lengthBytes) {
    int from = position(lengthBytes);
    int objectType = bits.readBits(5);
    skipFrequency();
    int channels = bits.readBits(4);
    if (objectType == SBR || objectType == PS) {
      skipFrequency();
      objectType = bits.readBits(5);
    }
    if (objectType == 0 || objectType > LAST_PLAIN_OBJECT_TYPE || channels == 0) {
      throw new MalformedMediaException("LATM with audio object type " + objectType);
    }
    bits.skipBits(1); // frameLengthFlag
    if (bits.readFlag()) {
      bits.skipBits(14); // coreCoderDelay
    }
    if (bits.readFlag()) {
      throw new MalformedMediaException("AudioSpecificConfig with an extension");
    }
    return copy(bytes, index, lengthBytes, from, position(lengthBytes) - from);
  }

  private void skipFrequency() {
    if (bits.readBits(4) == EXPLICIT_FREQUENCY) {
      bits.skipBits(24);
    }
  }

  private int position(int lengthBytes) {
    return (int) (8L * lengthBytes - bits.remainingBits());
  }

  private static byte[] copy(
      ByteBuf bytes, int index, int lengthBytes, int fromBit, int countBits) {
    BitReader copying = new BitReader("AudioSpecificConfig").wrap(bytes, index, lengthBytes);
    copying.skipBits(fromBit);
    byte[] copied = new byte[(countBits + 7) / 8];
    for (int i = 0; i < copied.length; i++) {
      int count = Math.min(8, countBits - 8 * i);
      copied[i] = (byte) (copying.readBits(count) << (8 - count));
    }
    return copied;
  }

  private void use(byte[] next) {
    if (config != null && Arrays.equals(next, configuration)) {
      return;
    }
    AudioSpecificConfig parsed = AudioSpecificConfig.parse(next);
    track.format(TrackFormats.parse(Codec.AAC, Timescale.MPEG_HZ, CodecConfiguration.of(next)));
    configuration = next;
    config = parsed;
  }
}
