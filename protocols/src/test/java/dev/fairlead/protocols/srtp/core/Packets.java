package dev.fairlead.protocols.srtp.core;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.random.RandomGenerator;

/** Packets and keys for tests. */
final class Packets {
  private static final int SENDER_REPORT = 200;

  private Packets() {}

  static MasterKey master(SrtpProfile profile, RandomGenerator random) {
    byte[] key = new byte[profile.keyBytes()];
    byte[] salt = new byte[profile.saltBytes()];
    random.nextBytes(key);
    random.nextBytes(salt);
    return new MasterKey(profile, key, salt);
  }

  /** A header, some with an extension or a contributing source. */
  static ByteBuf header(int sequence, int ssrc, RandomGenerator random) {
    boolean extension = random.nextBoolean();
    int sources = random.nextInt(3);
    ByteBuf header = Unpooled.buffer();
    header.writeByte(0x80 | (extension ? 0x10 : 0) | sources);
    header.writeByte(96).writeShort(sequence).writeInt(random.nextInt()).writeInt(ssrc);
    for (int i = 0; i < sources; i++) {
      header.writeInt(random.nextInt());
    }
    if (extension) {
      header.writeInt(0xBEDE_0001).writeInt(0x10FF_0000);
    }
    return header;
  }

  static ByteBuf payload(int bytes, RandomGenerator random) {
    byte[] payload = new byte[bytes];
    random.nextBytes(payload);
    return Unpooled.wrappedBuffer(payload);
  }

  static ByteBuf senderReport(int ssrc, RandomGenerator random) {
    ByteBuf report = Unpooled.buffer();
    report.writeByte(0x80).writeByte(SENDER_REPORT).writeShort(6).writeInt(ssrc);
    for (int i = 0; i < 5; i++) {
      report.writeInt(random.nextInt());
    }
    return report;
  }
}
