package dev.fairlead.media.container.flv;

import dev.fairlead.media.bits.MalformedMediaException;
import io.netty.buffer.ByteBuf;

/**
 * The part of an enhanced tag between its first byte and its tracks: modifier extensions and the
 * kind of multitrack (E-RTMP v2, "ExVideoTagHeader" and "ExAudioTagHeader", which share it).
 * Confined to one demuxer, reused for every tag; valid until the next {@link #read}.
 */
final class ExHeader {
  static final int ONE_TRACK = 0;
  static final int MANY_TRACKS = 1;
  static final int MANY_TRACKS_MANY_CODECS = 2;

  private static final int TIMESTAMP_OFFSET_NANO = 0;

  /** An offset never reaches the next millisecond. */
  private static final int MAX_OFFSET_NS = 999_999;

  private static final int LONG_SIZE = 256;

  int packetType;
  int timestampOffsetNs;

  /** Whether an offset was given, be it zero. */
  boolean timestampOffset;

  boolean multitrack;
  int multitrackType;

  /**
   * Reads up to the first FourCC, or to the first track when each names its own.
   *
   * @param firstPacketType of the tag's first byte
   * @param modEx the packet type that announces an extension
   * @param multitrackPacketType the packet type that announces tracks
   */
  void read(ByteBuf body, int firstPacketType, int modEx, int multitrackPacketType) {
    packetType = firstPacketType;
    timestampOffsetNs = 0;
    timestampOffset = false;
    multitrack = false;
    multitrackType = ONE_TRACK;
    while (packetType == modEx) {
      readModEx(body);
    }
    if (packetType == multitrackPacketType) {
      need(body, 1);
      int types = body.readUnsignedByte();
      multitrack = true;
      multitrackType = types >> 4;
      packetType = types & 0x0F;
      if (packetType == multitrackPacketType || multitrackType > MANY_TRACKS_MANY_CODECS) {
        throw new MalformedMediaException("multitrack type " + types);
      }
    }
  }

  private void readModEx(ByteBuf body) {
    need(body, 1);
    int sizeBytes = body.readUnsignedByte() + 1;
    if (sizeBytes == LONG_SIZE) {
      need(body, 2);
      sizeBytes = body.readUnsignedShort() + 1;
    }
    need(body, sizeBytes + 1);
    int dataIndex = body.readerIndex();
    body.skipBytes(sizeBytes);
    int types = body.readUnsignedByte();
    packetType = types & 0x0F;
    if (types >> 4 == TIMESTAMP_OFFSET_NANO) {
      if (sizeBytes < 3) {
        throw new MalformedMediaException("nanosecond offset of " + sizeBytes + " bytes");
      }
      timestampOffset = true;
      timestampOffsetNs = body.getUnsignedMedium(dataIndex);
      if (timestampOffsetNs > MAX_OFFSET_NS) {
        throw new MalformedMediaException("nanosecond offset " + timestampOffsetNs);
      }
    }
  }

  static void need(ByteBuf body, int bytes) {
    if (body.readableBytes() < bytes) {
      throw new MalformedMediaException("FLV tag is cut off");
    }
  }
}
