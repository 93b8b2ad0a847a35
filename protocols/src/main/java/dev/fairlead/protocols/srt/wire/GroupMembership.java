package dev.fairlead.protocols.srt.wire;

import io.netty.buffer.ByteBuf;

/**
 * The group of connections to which one belongs (SRT draft-01 §3.2.1.4). Immutable.
 *
 * @param id of the sender's group
 * @param type {@link #BROADCAST} or {@link #BACKUP}
 * @param flags whether message numbers are in step
 * @param weight priority of the link, higher first
 */
public record GroupMembership(int id, int type, int flags, int weight) {
  public static final int BROADCAST = 1;
  public static final int BACKUP = 2;

  static final int SIZE_BYTES = 8;

  static GroupMembership read(ByteBuf bytes, int index) {
    return new GroupMembership(
        bytes.getInt(index),
        bytes.getUnsignedByte(index + 4),
        bytes.getUnsignedByte(index + 5),
        bytes.getUnsignedShort(index + 6));
  }

  void write(ByteBuf out) {
    out.writeInt(id);
    out.writeByte(type);
    out.writeByte(flags);
    out.writeShort(weight);
  }
}
