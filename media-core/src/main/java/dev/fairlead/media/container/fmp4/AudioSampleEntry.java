package dev.fairlead.media.container.fmp4;

import dev.fairlead.media.track.AudioFormat;

/** {@code AudioSampleEntry} and its configuration box (ISO/IEC 14496-12:2022 §12.2.3). */
final class AudioSampleEntry {
  private static final int SAMPLE_BITS = 16;

  /** The field is 16.16 fixed point; rates beyond it are left to the decoder's own header. */
  private static final int MAX_SAMPLE_RATE_HZ = 0xFFFF;

  /** Opus in ISOBMFF v0.8.1 §4.3.1: always decoded at 48 kHz. */
  private static final int OPUS_RATE_HZ = 48_000;

  private static final int OBJECT_TYPE_AAC = 0x40;
  private static final int OBJECT_TYPE_MP3 = 0x6B;

  private AudioSampleEntry() {}

  static void write(BoxWriter box, AudioFormat format) {
    byte[] configuration = format.configuration().toByteArray();
    switch (format.codec()) {
      case AAC -> {
        begin(box, "mp4a", format, format.sampleRateHz());
        ElementaryDescriptor.write(box, OBJECT_TYPE_AAC, configuration);
      }
      case MP3 -> {
        begin(box, "mp4a", format, format.sampleRateHz());
        ElementaryDescriptor.write(box, OBJECT_TYPE_MP3, configuration);
      }
      case OPUS -> {
        begin(box, "Opus", format, OPUS_RATE_HZ);
        OpusSpecificBox.write(box, configuration);
      }
      case FLAC -> {
        begin(box, "fLaC", format, format.sampleRateHz());
        // One metadata block, the last one, of type STREAMINFO (FLAC in ISOBMFF v0.0.4 §3.3.2).
        box.beginFull("dfLa", 0, 0).u32(0x8000_0000 | configuration.length);
        box.bytes(configuration).end();
      }
      case AC3 -> {
        begin(box, "ac-3", format, format.sampleRateHz());
        box.begin("dac3").bytes(configuration).end();
      }
      case EAC3 -> {
        begin(box, "ec-3", format, format.sampleRateHz());
        box.begin("dec3").bytes(configuration).end();
      }
      default -> throw new IllegalArgumentException("no sample entry for " + format.codec());
    }
    box.end();
  }

  private static void begin(BoxWriter box, String name, AudioFormat format, int rateHz) {
    box.begin(name)
        .zeros(6)
        .u16(1) // data_reference_index
        .zeros(8)
        .u16(format.channels())
        .u16(SAMPLE_BITS)
        .zeros(4)
        .u32(rateHz > MAX_SAMPLE_RATE_HZ ? 0 : rateHz << 16);
  }
}
