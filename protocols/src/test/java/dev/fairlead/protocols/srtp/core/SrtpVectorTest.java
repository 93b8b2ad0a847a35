package dev.fairlead.protocols.srtp.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What RFC 3711 and RFC 7714 print. */
class SrtpVectorTest {
  private static final int HEADER_BYTES = 12;
  private static final int MARS_SSRC = 0x4d617273;
  private static final int RTP_SSRC = 0x5501a0b2;
  private static final int RTP_SEQUENCE = 0xf17b;

  private final JavaEngine engine = new JavaEngine();

  private static SrtpProfile gcm(int bits) {
    return bits == 128 ? SrtpProfile.AEAD_AES_128_GCM : SrtpProfile.AEAD_AES_256_GCM;
  }

  @ParameterizedTest
  @ValueSource(ints = {128, 256})
  void gcmProtectsRtp(int bits) throws IOException {
    Vectors file = Vectors.read("rfc7714-s16-rtp.hex");
    byte[] plain = file.bytes("plain");
    byte[] expected = file.bytes("packet" + bits);
    PacketTransform transform =
        engine.transform(
            new SessionKeys(gcm(bits), file.bytes("key" + bits), new byte[0], file.bytes("salt")));

    ByteBuf sealed = Unpooled.buffer().writeBytes(plain, 0, HEADER_BYTES);
    transform.sealRtp(
        sealed,
        0,
        RTP_SSRC,
        RTP_SEQUENCE,
        Unpooled.wrappedBuffer(plain),
        HEADER_BYTES,
        plain.length - HEADER_BYTES);
    ByteBuf opened = Unpooled.buffer();
    boolean authentic =
        transform.openRtp(
            Unpooled.wrappedBuffer(expected),
            0,
            expected.length,
            HEADER_BYTES,
            RTP_SSRC,
            RTP_SEQUENCE,
            opened);

    assertArrayEquals(expected, ByteBufUtil.getBytes(sealed));
    assertTrue(authentic);
    assertArrayEquals(plain, ByteBufUtil.getBytes(opened));
  }

  @Test
  void gcmProtectsRtcp() throws IOException {
    Vectors file = Vectors.read("rfc7714-s17-rtcp.hex");
    byte[] plain = file.bytes("plain");
    byte[] expected = file.bytes("packet128");
    int index = Unpooled.wrappedBuffer(file.bytes("index")).readInt();
    PacketTransform transform =
        engine.transform(
            new SessionKeys(gcm(128), file.bytes("key128"), new byte[0], file.bytes("salt")));

    ByteBuf sealed = Unpooled.buffer();
    transform.sealRtcp(Unpooled.wrappedBuffer(plain), MARS_SSRC, index, sealed);
    ByteBuf opened = Unpooled.buffer();
    boolean authentic =
        transform.openRtcp(
            Unpooled.wrappedBuffer(expected),
            0,
            expected.length,
            MARS_SSRC,
            0x8000_0000 | index,
            opened);

    assertArrayEquals(expected, ByteBufUtil.getBytes(sealed));
    assertTrue(authentic);
    assertArrayEquals(plain, ByteBufUtil.getBytes(opened));
  }

  @Test
  void counterModeMakesTheKeystream() throws IOException {
    Vectors file = Vectors.read("rfc3711-b.hex");
    byte[] keystream = file.bytes("keystream");
    PacketTransform transform =
        engine.transform(
            new SessionKeys(
                SrtpProfile.AES_CM_128_HMAC_SHA1_80,
                file.bytes("sessionKey"),
                new byte[20],
                file.bytes("sessionSalt")));

    ByteBuf sealed = Unpooled.buffer().writeZero(HEADER_BYTES);
    transform.sealRtp(sealed, 0, 0, 0, Unpooled.buffer().writeZero(48), 0, keystream.length);

    assertArrayEquals(keystream, ByteBufUtil.getBytes(sealed, HEADER_BYTES, keystream.length));
    assertEquals(HEADER_BYTES + keystream.length + 10, sealed.writerIndex());
  }

  @Test
  void keysAreDerived() throws IOException {
    Vectors file = Vectors.read("rfc3711-b.hex");
    MasterKey master =
        new MasterKey(
            SrtpProfile.AES_CM_128_HMAC_SHA1_80, file.bytes("masterKey"), file.bytes("masterSalt"));

    SessionKeys keys = KeyDerivation.derive(master, false);

    assertArrayEquals(file.bytes("cipherKey"), keys.encryption().getEncoded());
    assertArrayEquals(file.bytes("cipherSalt"), keys.salt());
    assertArrayEquals(file.bytes("authKey"), keys.authentication().getEncoded());
  }

  @Test
  void keyingMaterialOfDtlsIsCutUp() {
    byte[] material = new byte[SrtpProfile.AEAD_AES_128_GCM.materialBytes()];
    for (int i = 0; i < material.length; i++) {
      material[i] = (byte) i;
    }

    MasterKey client = MasterKey.ofClient(SrtpProfile.AEAD_AES_128_GCM, material);
    MasterKey server = MasterKey.ofServer(SrtpProfile.AEAD_AES_128_GCM, material);

    assertArrayEquals(Arrays.copyOfRange(material, 0, 16), client.key());
    assertArrayEquals(Arrays.copyOfRange(material, 16, 32), server.key());
    assertArrayEquals(Arrays.copyOfRange(material, 32, 44), client.salt());
    assertArrayEquals(Arrays.copyOfRange(material, 44, 56), server.salt());
  }
}
