package dev.fairlead.protocols.ice.core;

import dev.fairlead.protocols.ice.wire.StunMessage;
import dev.fairlead.protocols.ice.wire.StunType;
import dev.fairlead.protocols.ice.wire.StunVerdict;
import dev.fairlead.protocols.ice.wire.StunWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.util.random.RandomGenerator;

/** The controlling side of ICE, as much of it as a test needs. */
public final class TestIceClient {
  private static final long TIE_BREAKER = 0x1234567890ABCDEFL;
  private static final int ICE_CONTROLLING_HEADER = 0x802A_0008;
  private static final int ICE_CONTROLLED_HEADER = 0x8029_0008;
  private static final int USE_CANDIDATE_HEADER = 0x0025_0000;

  private final IceCredentials own;
  private final IceCredentials server;
  private final RandomGenerator random;
  private final StunMessage message = new StunMessage();
  private final StunWriter writer = new StunWriter();
  private boolean controlling = true;
  private int extraAttribute;

  public TestIceClient(IceCredentials own, IceCredentials server, RandomGenerator random) {
    this.own = own;
    this.server = server;
    this.random = random;
  }

  /** Claims the wrong role from now on. */
  public void claimControlled() {
    controlling = false;
  }

  /** Adds an attribute without value to every check from now on. */
  public void addAttribute(int type) {
    extraAttribute = type;
  }

  /** A check. */
  public ByteBuf check(boolean nominate, long priority) {
    ByteBuf out = Unpooled.buffer();
    writer.begin(
        out, StunType.BINDING_REQUEST, random.nextInt(), random.nextInt(), random.nextInt());
    writer.username(server.ufrag() + ":" + own.ufrag());
    writer.priority(priority);
    out.writeInt(controlling ? ICE_CONTROLLING_HEADER : ICE_CONTROLLED_HEADER);
    out.writeLong(TIE_BREAKER);
    if (nominate) {
      out.writeInt(USE_CANDIDATE_HEADER);
    }
    if (extraAttribute != 0) {
      out.writeShort(extraAttribute).writeShort(0);
    }
    finish(out, server.password());
    return out;
  }

  /** The answer to a check of the server. */
  public ByteBuf answer(ByteBuf check, InetSocketAddress from) {
    if (message.read(check) != StunVerdict.STUN
        || message.type() != StunType.BINDING_REQUEST
        || !message.username().equals(own.ufrag() + ":" + server.ufrag())
        || !new MessageIntegrity(own.password()).verifies(message)) {
      throw new AssertionError("not a check of the server");
    }
    ByteBuf out = Unpooled.buffer();
    writer.beginAnswer(out, StunType.BINDING_SUCCESS, message);
    writer.xorMappedAddress(from);
    finish(out, own.password());
    return out;
  }

  /** Reads what the server answered; whoever signed it must know the server's password. */
  public StunMessage read(ByteBuf answer) {
    if (message.read(answer) != StunVerdict.STUN
        || !message.hasFingerprint()
        || !new MessageIntegrity(server.password()).verifies(message)) {
      throw new AssertionError("not an answer of the server");
    }
    return message;
  }

  private void finish(ByteBuf out, String password) {
    int at = writer.reserveIntegrity();
    new MessageIntegrity(password).sign(out, writer.start(), at);
    writer.end();
  }
}
