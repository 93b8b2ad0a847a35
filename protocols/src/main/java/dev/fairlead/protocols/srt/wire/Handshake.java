package dev.fairlead.protocols.srt.wire;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The fixed part of a handshake (SRT draft-01 §3.2.1). Immutable.
 *
 * <pre>
 * +--------------------------------------------------------------+
 * |                           version                            |
 * +-------------------------------+------------------------------+
 * |       encryption field        |       extension field        |
 * +-------------------------------+------------------------------+
 * |              initial packet sequence number                  |
 * |                 maximum packet size, network headers included |
 * |                 maximum flow window in packets               |
 * |                       handshake type                         |
 * |                     socket id of the sender                  |
 * |                         SYN cookie                           |
 * |               peer's address, four words                     |
 * +--------------------------------------------------------------+
 * </pre>
 *
 * @param version 5, or 4 in the first message of a caller
 * @param encryption key length by 8, 0 when not told
 * @param extensions which groups of extensions follow, or {@link #MAGIC} from a listener
 * @param initialSequence number of the first data packet
 * @param packetBytes longest packet with IPv4 and UDP headers
 * @param windowPackets packets that may be under way
 * @param type one of the constants, or a refusal
 * @param socketId of the sender
 * @param cookie shows that the caller receives what is sent to its address
 * @param address the peer's address in wire form, the first two words
 * @param addressRest the last two
 */
public record Handshake(
    int version,
    int encryption,
    int extensions,
    int initialSequence,
    int packetBytes,
    int windowPackets,
    int type,
    int socketId,
    int cookie,
    long address,
    long addressRest) {
  /** Length of the fixed part. */
  public static final int SIZE_BYTES = 48;

  /** The version with extensions. */
  public static final int VERSION_5 = 5;

  /** The version without, and what callers begin with. */
  public static final int VERSION_4 = 4;

  /** What a listener that knows version 5 puts where extensions are told. */
  public static final int MAGIC = 0x4A17;

  public static final int WAVE_A_HAND = 0;
  public static final int INDUCTION = 1;
  public static final int CONCLUSION = 0xFFFF_FFFF;
  public static final int AGREEMENT = 0xFFFF_FFFE;

  /** A hello or its answer follows. */
  public static final int EXTENSION_HELLO = 1;

  /** Key material follows. */
  public static final int EXTENSION_KEYS = 2;

  /** Stream id, congestion control, filter or group follow. */
  public static final int EXTENSION_CONFIG = 4;

  /** Codes of refusals in use stay below: 1,000 more than the highest of three ranges. */
  private static final int MAX_REJECTION = 4_000;

  /** The socket type of version 4, where version 5 tells extensions. */
  public static final int DATAGRAM_SOCKETS = 2;

  /** Reads the fixed part, or gives null when there are too few bytes. */
  public static @Nullable Handshake read(ByteBuf bytes, int index, int end) {
    if (end - index < SIZE_BYTES) {
      return null;
    }
    return new Handshake(
        bytes.getInt(index),
        bytes.getUnsignedShort(index + 4),
        bytes.getUnsignedShort(index + 6),
        bytes.getInt(index + 8) & SequenceNumber.MAX,
        bytes.getInt(index + 12),
        bytes.getInt(index + 16),
        bytes.getInt(index + 20),
        bytes.getInt(index + 24),
        bytes.getInt(index + 28),
        bytes.getLong(index + 32),
        bytes.getLong(index + 40));
  }

  /** Appends the fixed part. */
  public void write(ByteBuf out) {
    out.writeInt(version);
    out.writeShort(encryption);
    out.writeShort(extensions);
    out.writeInt(initialSequence);
    out.writeInt(packetBytes);
    out.writeInt(windowPackets);
    out.writeInt(type);
    out.writeInt(socketId);
    out.writeInt(cookie);
    out.writeLong(address);
    out.writeLong(addressRest);
  }

  /** Whether the peer refuses by this. */
  public boolean isRefusal() {
    return type >= RejectReason.WIRE_OFFSET && type < MAX_REJECTION;
  }

  /** Whether extensions of this group follow. */
  public boolean has(int extension) {
    return (extensions & extension) != 0;
  }

  /** The same with another type. */
  public Handshake withType(int next) {
    return new Handshake(
        version,
        encryption,
        extensions,
        initialSequence,
        packetBytes,
        windowPackets,
        next,
        socketId,
        cookie,
        address,
        addressRest);
  }
}
