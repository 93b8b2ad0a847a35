package dev.fairlead.media.container.mpegts;

import dev.fairlead.media.track.AudioFormat;
import dev.fairlead.media.track.MediaKind;
import dev.fairlead.media.track.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.MissingResourceException;

/**
 * The program association and program map tables as packets, made once for each version and copied
 * with fresh continuity counters (ISO/IEC 13818-1:2022 §2.4.4). Confined to the muxer's thread.
 */
final class ProgramTables {
  private static final int PROGRAM_MAP_TABLE_ID = 2;
  private static final int TRANSPORT_STREAM_ID = 1;
  private static final int CRC_BYTES = 4;

  private static final int REGISTRATION_DESCRIPTOR = 0x05;
  private static final int LANGUAGE_DESCRIPTOR = 0x0A;
  private static final int METADATA_POINTER_DESCRIPTOR = 0x25;
  private static final int METADATA_DESCRIPTOR = 0x26;
  private static final int EXTENSION_DESCRIPTOR = 0x7F;
  private static final int OPUS_EXTENSION = 0x80;

  private final ByteBuf packets;

  private ProgramTables(ByteBuf packets) {
    this.packets = packets;
  }

  /**
   * Makes the packets.
   *
   * @param tracks in the order of the program map
   * @param pcrPid the PID that carries the clock
   * @param version 5 bits
   */
  static ProgramTables of(List<ElementaryTrack> tracks, int pcrPid, int version) {
    ByteBuf section = Unpooled.buffer(256);
    ByteBuf packets = Unpooled.buffer(4 * TsPacket.SIZE_BYTES);
    writeAssociation(section);
    writePackets(section, TsPacket.PAT_PID, packets);
    section.clear();
    writeMap(tracks, pcrPid, version, section);
    writePackets(section, TsPacket.PMT_PID, packets);
    return new ProgramTables(packets);
  }

  /**
   * Appends the packets.
   *
   * @param mapContinuity counter of the first packet of the program map
   */
  void write(ByteBuf out, int associationContinuity, int mapContinuity) {
    int start = out.writerIndex();
    int bytes = packets.writerIndex();
    out.writeBytes(packets, 0, bytes);
    setContinuity(out, start, associationContinuity);
    for (int at = TsPacket.SIZE_BYTES, i = 0; at < bytes; at += TsPacket.SIZE_BYTES, i++) {
      setContinuity(out, start + at, mapContinuity + i);
    }
  }

  /** How many packets the program map takes. */
  int mapPackets() {
    return packets.writerIndex() / TsPacket.SIZE_BYTES - 1;
  }

  private static void setContinuity(ByteBuf out, int packetIndex, int continuity) {
    out.setByte(packetIndex + 3, TsPacket.PAYLOAD_ONLY | (continuity & TsPacket.CONTINUITY_MASK));
  }

  private static void writeAssociation(ByteBuf out) {
    int start = beginSection(out, 0, TRANSPORT_STREAM_ID, 0);
    out.writeShort(TsPacket.PROGRAM_NUMBER);
    out.writeShort(0xE000 | TsPacket.PMT_PID);
    endSection(out, start);
  }

  private static void writeMap(List<ElementaryTrack> tracks, int pcrPid, int version, ByteBuf out) {
    int start = beginSection(out, PROGRAM_MAP_TABLE_ID, TsPacket.PROGRAM_NUMBER, version);
    out.writeShort(0xE000 | pcrPid);
    int programInfo = out.writerIndex();
    out.writeShort(0);
    if (tracks.stream().anyMatch(track -> track.track().kind() == MediaKind.DATA)) {
      writeMetadataPointer(out);
    }
    setInfoLength(out, programInfo);
    for (ElementaryTrack track : tracks) {
      out.writeByte(track.streamType());
      out.writeShort(0xE000 | track.pid());
      int info = out.writerIndex();
      out.writeShort(0);
      writeDescriptors(track.track(), out);
      setInfoLength(out, info);
    }
    endSection(out, start);
  }

  private static int beginSection(ByteBuf out, int tableId, int extension, int version) {
    int start = out.writerIndex();
    out.writeByte(tableId);
    out.writeShort(0); // Flags and length, known at the end.
    out.writeShort(extension);
    out.writeByte(0xC1 | version << 1); // current_next_indicator 1
    out.writeShort(0); // section_number and last_section_number
    return start;
  }

  private static void endSection(ByteBuf out, int start) {
    out.setShort(start + 1, 0xB000 | (out.writerIndex() - start - 3 + CRC_BYTES));
    out.writeInt(SectionCrc.of(out, start, out.writerIndex() - start));
  }

  private static void setInfoLength(ByteBuf out, int lengthIndex) {
    out.setShort(lengthIndex, 0xF000 | (out.writerIndex() - lengthIndex - 2));
  }

  private static void writeDescriptors(Track track, ByteBuf out) {
    switch (track.format().codec()) {
      case AC3 -> writeRegistration("AC-3", out);
      case EAC3 -> writeRegistration("EAC3", out);
      case OPUS -> {
        writeRegistration("Opus", out);
        int channels = ((AudioFormat) track.format()).channels();
        out.writeByte(EXTENSION_DESCRIPTOR).writeByte(2);
        out.writeByte(OPUS_EXTENSION).writeByte(channels); // channel_config_code
      }
      case ID3 -> {
        out.writeByte(METADATA_DESCRIPTOR).writeByte(13);
        writeId3Format(out);
        out.writeByte(0x0F); // No decoder configuration.
      }
      case H264, H265, AV1, VP8, VP9, AAC, FLAC, MP3 -> {}
    }
    if (track.kind() == MediaKind.AUDIO) {
      writeLanguage(track.language(), out);
    }
  }

  private static void writeMetadataPointer(ByteBuf out) {
    out.writeByte(METADATA_POINTER_DESCRIPTOR).writeByte(15);
    writeId3Format(out);
    out.writeByte(0x1F); // No locator; carried in this transport stream.
    out.writeShort(TsPacket.PROGRAM_NUMBER);
  }

  /** Application format and format by identifier, service 0. */
  private static void writeId3Format(ByteBuf out) {
    out.writeShort(0xFFFF);
    out.writeCharSequence("ID3 ", StandardCharsets.US_ASCII);
    out.writeByte(0xFF);
    out.writeCharSequence("ID3 ", StandardCharsets.US_ASCII);
    out.writeByte(0);
  }

  private static void writeRegistration(String identifier, ByteBuf out) {
    out.writeByte(REGISTRATION_DESCRIPTOR).writeByte(4);
    out.writeCharSequence(identifier, StandardCharsets.US_ASCII);
  }

  private static void writeLanguage(String languageTag, ByteBuf out) {
    String code;
    try {
      code = Locale.forLanguageTag(languageTag).getISO3Language();
    } catch (MissingResourceException e) {
      return; // A tag without a code of ISO 639-2; the descriptor is optional.
    }
    if (code.length() == 3) {
      out.writeByte(LANGUAGE_DESCRIPTOR).writeByte(4);
      out.writeCharSequence(code, StandardCharsets.US_ASCII);
      out.writeByte(0); // audio_type: undefined
    }
  }

  /** Cuts one section into packets; what is left of the last is filled with 0xFF. */
  private static void writePackets(ByteBuf section, int pid, ByteBuf out) {
    boolean first = true;
    while (first || section.isReadable()) {
      PacketWriter.writeHeader(out, pid, first, TsPacket.PAYLOAD_ONLY);
      int space = TsPacket.BODY_BYTES;
      if (first) {
        out.writeByte(0); // pointer_field
        space--;
      }
      int taken = Math.min(space, section.readableBytes());
      out.writeBytes(section, taken);
      for (int i = taken; i < space; i++) {
        out.writeByte(0xFF);
      }
      first = false;
    }
  }

  /** Whether both are the same bytes. */
  boolean sameAs(ProgramTables other) {
    return packets.equals(other.packets);
  }
}
