package dev.fairlead.protocols.srt.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.fairlead.media.testkit.SimulatedLink;
import dev.fairlead.media.testkit.SimulatedLink.Behaviour;
import dev.fairlead.protocols.srt.wire.ControlPacket;
import dev.fairlead.protocols.srt.wire.Handshake;
import dev.fairlead.protocols.srt.wire.KeyMaterial;
import dev.fairlead.protocols.srt.wire.SrtHeader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Whatever a peer sends, before and after it was let in: nothing is thrown, nothing is kept beyond
 * the bounds or behind the end, and no deadline is left that has passed.
 */
final class SrtConnectionFuzzTest {
  private static final long MS = 1_000_000;
  private static final long START_NS = 1_000_000_000;
  private static final int PACKETS_BEFORE = 20;
  private static final int WINDOW_PACKETS = SrtSettings.DEFAULT.windowPackets();
  private static final int PAYLOAD_BYTES = 100;

  /**
   * Packets of a peer that was let in. Each begins with the milliseconds that pass before it and
   * with its length in two bytes; where its sequence numbers may lie depends on where the flow
   * begins, which is at 0.
   */
  @FuzzTest
  void packetsOfAPeerDoNoHarm(byte[] bytes) {
    harmless(SrtSettings.DEFAULT, bytes);
  }

  /** The same under encryption. */
  @FuzzTest
  void packetsOfAPeerWithKeysDoNoHarm(byte[] bytes) {
    harmless(
        SrtSettings.DEFAULT.withPassphrase("correct-horse", 16, KeyMaterial.CIPHER_AES_GCM), bytes);
  }

  private static void harmless(SrtSettings settings, byte[] bytes) {
    SrtEnd end = new SrtEnd(new SimulatedLink(Behaviour.clean(1), 1), 2);
    ByteBuf payload = Unpooled.wrappedBuffer(new byte[PAYLOAD_BYTES]);
    SrtCrypto keys =
        settings.passphrase().isEmpty() ? null : Negotiation.own(settings, new java.util.Random(3));
    SrtConnection connection =
        new SrtConnection(
            new Agreement(
                7,
                8,
                0,
                0,
                1_500,
                WINDOW_PACKETS,
                120,
                120,
                true,
                true,
                true,
                0,
                START_NS,
                START_NS,
                keys,
                false),
            settings,
            end.pool,
            end.counters,
            START_NS);
    end.connection = connection;
    end.nowNs = START_NS;
    end.onDelivered = delivered -> assertTrue(delivered.readableBytes() <= PacketPool.SLOT_BYTES);
    for (int i = 0; i < PACKETS_BEFORE; i++) {
      connection.send(payload, 0, PAYLOAD_BYTES, START_NS);
    }
    connection.flush(START_NS, end);

    ByteBuf script = Unpooled.wrappedBuffer(bytes);
    while (script.readableBytes() >= 3 && end.closed == null) {
      end.nowNs += script.readUnsignedByte() * MS;
      int length = Math.min(script.readUnsignedShort(), script.readableBytes());
      passTime(end, connection);
      connection.receive(script.readSlice(length), end.nowNs, end);
      assertTrue(end.pool.used() <= WINDOW_PACKETS);
      assertTrue(connection.receiveBufferPackets() <= WINDOW_PACKETS);
      assertTrue(connection.sendBufferPackets() <= PACKETS_BEFORE);
    }
    end.nowNs += 200 * MS;
    passTime(end, connection);
    connection.release();

    assertEquals(0, end.pool.used());
    assertEquals(1, payload.refCnt());
    assertEquals(SrtConnection.NO_DEADLINE, connection.deadlineNs());
  }

  private static void passTime(SrtEnd end, SrtConnection connection) {
    connection.advance(end.nowNs, end);
    assertTrue(
        connection.deadlineNs() - end.nowNs > 0 || end.closed != null,
        "a deadline has passed and stands");
  }

  /**
   * Handshakes with a cookie that is valid: one byte each for version and type, four for the packet
   * size, then the extensions.
   */
  @FuzzTest
  void callersAreLetInOrNot(byte[] bytes) {
    SrtEnd end = new SrtEnd(new SimulatedLink(Behaviour.clean(0), 1), 2);
    end.settings =
        SrtSettings.DEFAULT.withPassphrase("correct-horse", 16, KeyMaterial.CIPHER_AES_CTR);
    end.listen();
    int cookie = new Cookie(end).obtain();
    ByteBuf script = Unpooled.wrappedBuffer(bytes);
    int version = script.isReadable() ? script.readByte() : 5;
    int type = script.isReadable() ? script.readByte() : -1;
    int packetBytes = script.readableBytes() >= 4 ? script.readInt() : 1_500;

    for (int attempt = 0; attempt < 2; attempt++) {
      ByteBuf packet = Unpooled.buffer();
      ControlPacket.write(packet, ControlPacket.HANDSHAKE, 0, 0, 0, 0);
      new Handshake(version, 0, 7, 1, packetBytes, 8_192, type, 99, cookie, 0, 0).write(packet);
      packet.writeBytes(script.duplicate());
      end.receive(io.netty.buffer.ByteBufUtil.getBytes(packet), END_OF_INDUCTION_NS);
    }

    assertTrue(end.outgoing.sent() <= 3, "an answer to each question at most");
    SrtConnection connection = end.connection;
    if (connection != null) {
      assertTrue(connection.isSecured());
      connection.release();
    }
  }

  private static final long END_OF_INDUCTION_NS = START_NS + MS;

  /** Asks for a cookie as a caller does. */
  private static final class Cookie {
    private final SrtEnd end;
    private int cookie;

    Cookie(SrtEnd end) {
      this.end = end;
    }

    int obtain() {
      ByteBuf packet = Unpooled.buffer();
      ControlPacket.write(packet, ControlPacket.HANDSHAKE, 0, 0, 0, 0);
      new Handshake(4, 0, 2, 1, 1_500, 8_192, Handshake.INDUCTION, 99, 0, 0, 0).write(packet);
      end.receive(io.netty.buffer.ByteBufUtil.getBytes(packet), START_NS);
      end.outgoing.receive(START_NS, this::read);
      return cookie;
    }

    private void read(byte[] answer) {
      Handshake induced =
          Handshake.read(Unpooled.wrappedBuffer(answer), SrtHeader.SIZE_BYTES, answer.length);
      cookie = induced == null ? 0 : induced.cookie();
    }
  }

  /** Answers to a caller of ours: the length of the first in a byte, then the second. */
  @FuzzTest
  void answersDoACallerNoHarm(byte[] bytes) {
    SrtEnd end = new SrtEnd(new SimulatedLink(Behaviour.clean(0), 1), 2);
    end.settings =
        SrtSettings.DEFAULT.withPassphrase("correct-horse", 16, KeyMaterial.CIPHER_AES_CTR);
    end.nowNs = START_NS;
    end.call("key");
    ByteBuf script = Unpooled.wrappedBuffer(bytes);
    int firstBytes =
        script.isReadable() ? Math.min(script.readUnsignedByte(), script.readableBytes()) : 0;
    SrtCaller caller = end.caller;
    assertTrue(caller != null);

    caller.receive(script.readSlice(firstBytes), START_NS + MS, end);
    caller.receive(script, START_NS + 2 * MS, end);
    caller.advance(START_NS + 10_000 * MS, end);

    assertEquals(SrtCaller.NO_DEADLINE, caller.deadlineNs());
    SrtConnection connection = end.connection;
    assertTrue(connection == null ^ end.refusal == null, "connected or refused, and not both");
    if (connection != null) {
      assertTrue(connection.isSecured(), "encryption is enforced");
      connection.release();
    }
  }
}
