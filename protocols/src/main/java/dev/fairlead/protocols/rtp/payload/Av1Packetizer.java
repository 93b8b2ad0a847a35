package dev.fairlead.protocols.rtp.payload;

import dev.fairlead.media.codec.av1.Av1Configuration;
import dev.fairlead.media.codec.av1.ObuType;
import dev.fairlead.media.codec.av1.Obus;
import dev.fairlead.media.time.Timescale;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import dev.fairlead.protocols.rtp.core.PayloadBurst;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * AV1 (AV1 RTP v1.0 §4). Confined to one thread.
 *
 * <p>OBUs travel without their size. Packets are cut wherever they are full, so that all but the
 * last of a temporal unit are equally long. A sequence header goes in front of every picture at
 * which decoding can start.
 */
final class Av1Packetizer implements Packetizer {
  /** Every length has two bytes, whatever its value, so that packets can be filled to the byte. */
  private static final int LENGTH_BYTES = 2;

  /** With up to so many elements, the last needs no length. */
  private static final int MAX_COUNTED = 3;

  /** Pieces of OBUs in one packet; more begin another one. */
  private static final int MAX_PIECES = 32;

  private static final int HEADER_BYTES = 1;
  private static final int EXTENDED_HEADER_BYTES = 2;

  private final int maxPayloadBytes;
  private final BurstBuilder burst;
  private final Obus obus = new Obus();

  private @Nullable Track track;
  private ByteBuf sequenceHeader = Unpooled.EMPTY_BUFFER;

  // The temporal unit under way (reset by each sample).
  private ByteBuf out = Unpooled.EMPTY_BUFFER;
  private int targetBytes;
  private boolean continues;
  private boolean newSequence;

  // The packet under way: pieces of OBUs, the first of which may have no header.
  private final ByteBuf[] pieceSource = new ByteBuf[MAX_PIECES];
  private final int[] pieceHeader = new int[MAX_PIECES];
  private final int[] pieceHeaderBytes = new int[MAX_PIECES];
  private final int[] pieceIndex = new int[MAX_PIECES];
  private final int[] pieceBytes = new int[MAX_PIECES];
  private int pieces;
  private int filledBytes;

  Av1Packetizer(IntFunction<ByteBuf> allocator, int maxPayloadBytes) {
    this.maxPayloadBytes = maxPayloadBytes;
    burst = new BurstBuilder(allocator, Timescale.MPEG_HZ);
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // A version of a track is one object.
  public @Nullable PayloadBurst packetize(Sample sample) {
    if (track != sample.track()) {
      track = sample.track();
      byte[] record = sample.track().format().configuration().toByteArray();
      sequenceHeader =
          record.length == 0
              ? Unpooled.EMPTY_BUFFER
              : Unpooled.wrappedBuffer(Av1Configuration.parse(record).configObus());
    }
    boolean withHeader = sample.isRandomAccess() && !hasSequenceHeader(sample.payload());
    int elements = 0;
    int totalBytes = 0;
    for (int pass = withHeader ? 0 : 1; pass < 2; pass++) {
      obus.wrap(pass == 0 ? sequenceHeader : sample.payload());
      while (obus.next()) {
        if (isWanted()) {
          elements++;
          totalBytes += HEADER_BYTES + obus.payloadBytes();
        }
      }
    }
    if (elements == 0) {
      return null;
    }
    plan(totalBytes, elements);
    out = burst.begin(totalBytes + totalBytes / 64 + elements * 8 + 64);
    newSequence = sample.isRandomAccess();
    continues = false;
    clear();
    try {
      for (int pass = withHeader ? 0 : 1; pass < 2; pass++) {
        ByteBuf source = pass == 0 ? sequenceHeader : sample.payload();
        obus.wrap(source);
        while (obus.next()) {
          if (isWanted()) {
            element(source);
          }
        }
      }
      if (pieces > 0) {
        packet(false);
      }
    } catch (RuntimeException e) {
      burst.abandon();
      throw e;
    }
    return burst.finish(sample);
  }

  /** How long packets should be, so that as few as possible are equally long. */
  private void plan(int totalBytes, int elements) {
    // Only elements that share a packet need a length.
    int contentBytes = totalBytes + elements * (LENGTH_BYTES + 1);
    int room = maxPayloadBytes - Av1Payload.HEAD_BYTES;
    targetBytes = Av1Payload.HEAD_BYTES + BurstBuilder.equalPartBytes(contentBytes, room);
  }

  private boolean hasSequenceHeader(ByteBuf payload) {
    obus.wrap(payload);
    while (obus.next()) {
      if (obus.type() == ObuType.SEQUENCE_HEADER) {
        return true;
      }
    }
    return false;
  }

  private boolean isWanted() {
    return switch (obus.type()) {
      case ObuType.TEMPORAL_DELIMITER, ObuType.TILE_LIST, ObuType.PADDING -> false;
      default -> true;
    };
  }

  private void element(ByteBuf source) {
    int header = source.getUnsignedByte(obus.index());
    int bare = header & ~Av1Payload.OBU_HAS_SIZE;
    boolean extended = (header & Av1Payload.OBU_HAS_EXTENSION) != 0;
    int headerBytes = extended ? EXTENDED_HEADER_BYTES : HEADER_BYTES;
    int value = extended ? bare << 8 | source.getUnsignedByte(obus.index() + 1) : bare;
    int index = obus.payloadIndex();
    int restBytes = obus.payloadBytes();
    while (true) {
      int room = targetBytes - filledBytes - LENGTH_BYTES;
      if (pieces == MAX_PIECES || room <= headerBytes) {
        packet(false);
        continue;
      }
      // One that is the last of its packet needs no length, unless there are many.
      int most = pieces < MAX_COUNTED ? room + LENGTH_BYTES : room;
      if (headerBytes + restBytes <= room) {
        piece(source, value, headerBytes, index, restBytes);
        return;
      }
      int taken = Math.min(restBytes, most - headerBytes);
      piece(source, value, headerBytes, index, taken);
      index += taken;
      restBytes -= taken;
      headerBytes = 0;
      packet(restBytes > 0);
      if (restBytes == 0) {
        return;
      }
    }
  }

  private void piece(ByteBuf source, int header, int headerBytes, int index, int bytes) {
    pieceSource[pieces] = source;
    pieceHeader[pieces] = header;
    pieceHeaderBytes[pieces] = headerBytes;
    pieceIndex[pieces] = index;
    pieceBytes[pieces] = bytes;
    pieces++;
    filledBytes += LENGTH_BYTES + headerBytes + bytes;
  }

  /**
   * Writes the packet under way.
   *
   * @param continued whether its last element goes on in the next one
   */
  private void packet(boolean continued) {
    boolean counted = pieces <= MAX_COUNTED;
    out.writeByte(
        (continues ? Av1Payload.CONTINUES : 0)
            | (continued ? Av1Payload.CONTINUED : 0)
            | (counted ? pieces << Av1Payload.COUNT_SHIFT : 0)
            | (newSequence ? Av1Payload.NEW_SEQUENCE : 0));
    for (int i = 0; i < pieces; i++) {
      int bytes = pieceHeaderBytes[i] + pieceBytes[i];
      if (!counted || i < pieces - 1) {
        out.writeByte(0x80 | (bytes & 0x7F));
        out.writeByte(bytes >> 7);
      }
      if (pieceHeaderBytes[i] == EXTENDED_HEADER_BYTES) {
        out.writeShort(pieceHeader[i]);
      } else if (pieceHeaderBytes[i] == HEADER_BYTES) {
        out.writeByte(pieceHeader[i]);
      }
      out.writeBytes(pieceSource[i], pieceIndex[i], pieceBytes[i]);
    }
    burst.endPacket();
    continues = continued;
    newSequence = false;
    clear();
  }

  private void clear() {
    pieces = 0;
    filledBytes = Av1Payload.HEAD_BYTES;
  }
}
