package dev.fairlead.protocols.srtp.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.logging.Level;
import org.jitsi.srtp.SrtcpCryptoContext;
import org.jitsi.srtp.SrtpContextFactory;
import org.jitsi.srtp.SrtpCryptoContext;
import org.jitsi.srtp.SrtpErrorStatus;
import org.jitsi.srtp.SrtpPolicy;
import org.jitsi.srtp.crypto.Aes;
import org.jitsi.utils.ByteArrayBuffer;
import org.jitsi.utils.logging2.LoggerImpl;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same packets by another implementation, across the wrap of the sequence number. */
class JitsiCrossCheckTest {
  private static final int SSRC = 0xCAFEBABE;
  private static final int PACKETS = 3_000;
  private static final int FIRST_SEQUENCE = 0xFFFF - PACKETS / 2;

  /** What jitsi-srtp works on, in place. */
  private static final class Buffer implements ByteArrayBuffer {
    private byte[] bytes;
    private int length;

    Buffer(byte[] content) {
      bytes = Arrays.copyOf(content, content.length + 64);
      length = content.length;
    }

    byte[] content() {
      return Arrays.copyOf(bytes, length);
    }

    @Override
    public byte[] getBuffer() {
      return bytes;
    }

    @Override
    public int getOffset() {
      return 0;
    }

    @Override
    public int getLength() {
      return length;
    }

    @Override
    public void setLength(int length) {
      this.length = length;
    }

    @Override
    public void setOffset(int offset) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isInvalid() {
      return false;
    }

    @Override
    public void readRegionToBuff(int offset, int count, byte[] out) {
      System.arraycopy(bytes, offset, out, 0, count);
    }

    @Override
    public void grow(int count) {
      bytes = Arrays.copyOf(bytes, bytes.length + count);
    }

    @Override
    public void append(byte[] data, int count) {
      System.arraycopy(data, 0, bytes, length, count);
      length += count;
    }

    @Override
    public void shrink(int count) {
      length -= count;
    }
  }

  @BeforeAll
  static void choosesCiphersThatAreNotOurs() {
    Aes.setFactoryClassName("BouncyCastle");
  }

  private static SrtpContextFactory jitsi(boolean sender, MasterKey master) {
    boolean gcm = master.profile().authKeyBytes() == 0;
    SrtpPolicy policy =
        new SrtpPolicy(
            gcm ? SrtpPolicy.AESGCM_ENCRYPTION : SrtpPolicy.AESCM_ENCRYPTION,
            master.profile().keyBytes(),
            gcm ? SrtpPolicy.NULL_AUTHENTICATION : SrtpPolicy.HMACSHA1_AUTHENTICATION,
            master.profile().authKeyBytes(),
            master.profile().tagBytes(),
            master.profile().saltBytes());
    return new SrtpContextFactory(
        sender,
        master.key().clone(),
        master.salt().clone(),
        policy,
        policy,
        new LoggerImpl("srtp", Level.OFF));
  }

  @ParameterizedTest
  @EnumSource
  void sendsTheSamePackets(SrtpProfile profile) throws GeneralSecurityException {
    SplittableRandom random = new SplittableRandom(profile.id());
    MasterKey master = Packets.master(profile, random);
    SrtpSender ours = new SrtpSender(new JavaEngine(), master);
    SrtpCryptoContext theirs = jitsi(true, master).deriveContext(SSRC, 0);
    for (int i = 0; i < PACKETS; i++) {
      ByteBuf packet = Packets.header((FIRST_SEQUENCE + i) & 0xFFFF, SSRC, random);
      ByteBuf payload = Packets.payload(1 + random.nextInt(1_200), random);
      Buffer expected =
          new Buffer(ByteBufUtil.getBytes(Unpooled.wrappedBuffer(packet.copy(), payload)));

      SrtpVerdict verdict = ours.protectRtp(packet, 0, payload, 0, payload.readableBytes());

      assertEquals(SrtpVerdict.DONE, verdict);
      assertEquals(SrtpErrorStatus.OK, theirs.transformPacket(expected));
      assertArrayEquals(expected.content(), ByteBufUtil.getBytes(packet), "packet " + i);
    }
  }

  @ParameterizedTest
  @EnumSource
  void opensTheirPackets(SrtpProfile profile) throws GeneralSecurityException {
    SplittableRandom random = new SplittableRandom(profile.id());
    MasterKey master = Packets.master(profile, random);
    SrtpReceiver ours = new SrtpReceiver(new JavaEngine(), master);
    SrtpCryptoContext theirs = jitsi(true, master).deriveContext(SSRC, 0);
    for (int i = 0; i < PACKETS; i++) {
      ByteBuf header = Packets.header((FIRST_SEQUENCE + i) & 0xFFFF, SSRC, random);
      byte[] plain =
          ByteBufUtil.getBytes(
              Unpooled.wrappedBuffer(header, Packets.payload(random.nextInt(1_200), random)));
      Buffer packet = new Buffer(plain);
      theirs.transformPacket(packet);
      ByteBuf opened = Unpooled.buffer();

      SrtpVerdict verdict = ours.openRtp(Unpooled.wrappedBuffer(packet.content()), opened);

      assertEquals(SrtpVerdict.DONE, verdict, "packet " + i);
      assertArrayEquals(plain, ByteBufUtil.getBytes(opened));
    }
  }

  @ParameterizedTest
  @EnumSource
  void speaksTheSameRtcp(SrtpProfile profile) throws GeneralSecurityException {
    SplittableRandom random = new SplittableRandom(profile.id());
    MasterKey master = Packets.master(profile, random);
    SrtpSender sender = new SrtpSender(new JavaEngine(), master);
    SrtpReceiver receiver = new SrtpReceiver(new JavaEngine(), master);
    SrtcpCryptoContext theirSender = jitsi(true, master).deriveControlContext(SSRC);
    SrtcpCryptoContext theirReceiver = jitsi(false, master).deriveControlContext(SSRC);
    for (int i = 0; i < 100; i++) {
      ByteBuf report = Packets.senderReport(SSRC, random);
      byte[] plain = ByteBufUtil.getBytes(report);
      ByteBuf sealed = Unpooled.buffer();
      assertEquals(SrtpVerdict.DONE, sender.protectRtcp(report, sealed));
      Buffer toThem = new Buffer(ByteBufUtil.getBytes(sealed));
      Buffer fromThem = new Buffer(plain);
      theirSender.transformPacket(fromThem);
      ByteBuf opened = Unpooled.buffer();

      assertEquals(SrtpErrorStatus.OK, theirReceiver.reverseTransformPacket(toThem));
      assertArrayEquals(plain, toThem.content());
      assertEquals(
          SrtpVerdict.DONE, receiver.openRtcp(Unpooled.wrappedBuffer(fromThem.content()), opened));
      assertArrayEquals(plain, ByteBufUtil.getBytes(opened));
    }
  }
}
