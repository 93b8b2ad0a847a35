package dev.fairlead.protocols.srtp.core;

import dev.fairlead.protocols.srtp.wire.SrtpLayout;
import io.netty.buffer.ByteBuf;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-GCM (RFC 7714 §8 and §9). Confined to its engine's loop.
 *
 * <pre>
 *   0  0  0  0  0  0  0  0  0  0  1  1
 *   0  1  2  3  4  5  6  7  8  9  0  1
 * +--+--+--+--+--+--+--+--+--+--+--+--+
 * |00|00|    SSRC   |     ROC   | SEQ |      RTCP: 00 00, then its index
 * +--+--+--+--+--+--+--+--+--+--+--+--+
 * |         Encryption Salt           |(+)
 * </pre>
 */
final class GcmTransform implements PacketTransform {
  private static final int TAG_BYTES = 16;
  private static final int IV_BYTES = 12;
  private static final int ENCRYPTED_FLAG = 0x8000_0000;

  private final JavaEngine engine;
  private final SessionKeys keys;
  private final byte[] iv = new byte[IV_BYTES];

  GcmTransform(JavaEngine engine, SessionKeys keys) {
    this.engine = engine;
    this.keys = keys;
  }

  @Override
  public void sealRtp(
      ByteBuf out,
      int headerAt,
      int ssrc,
      long index,
      ByteBuf payload,
      int payloadAt,
      int payloadBytes) {
    int headerBytes = out.writerIndex() - headerAt;
    byte[] aad = engine.in;
    out.getBytes(headerAt, aad, 0, headerBytes);
    byte[] source;
    int sourceAt;
    if (payload.hasArray()) {
      source = payload.array();
      sourceAt = payload.arrayOffset() + payloadAt;
    } else {
      source = engine.in;
      sourceAt = headerBytes;
      payload.getBytes(payloadAt, source, sourceAt, payloadBytes);
    }
    try {
      start(Cipher.ENCRYPT_MODE, ssrc, index);
      engine.gcm.updateAAD(aad, 0, headerBytes);
      int length = engine.gcm.doFinal(source, sourceAt, payloadBytes, engine.out, 0);
      out.writeBytes(engine.out, 0, length);
    } catch (GeneralSecurityException e) {
      throw JavaEngine.broken(e);
    }
  }

  @Override
  public boolean openRtp(
      ByteBuf packet, int at, int bytes, int headerBytes, int ssrc, long index, ByteBuf plain) {
    if (bytes < headerBytes + TAG_BYTES) {
      return false;
    }
    byte[] in = engine.in;
    packet.getBytes(at, in, 0, bytes);
    try {
      start(Cipher.DECRYPT_MODE, ssrc, index);
      engine.gcm.updateAAD(in, 0, headerBytes);
      int length = engine.gcm.doFinal(in, headerBytes, bytes - headerBytes, engine.out, 0);
      plain.writeBytes(in, 0, headerBytes).writeBytes(engine.out, 0, length);
      return true;
    } catch (AEADBadTagException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw JavaEngine.broken(e);
    }
  }

  @Override
  public void sealRtcp(ByteBuf packet, int ssrc, long index, ByteBuf out) {
    int bytes = packet.readableBytes();
    int clear = SrtpLayout.RTCP_CLEAR_BYTES;
    int indexWord = ENCRYPTED_FLAG | (int) index;
    byte[] in = engine.in;
    packet.getBytes(packet.readerIndex(), in, 0, bytes);
    putWord(in, bytes, indexWord);
    try {
      start(Cipher.ENCRYPT_MODE, ssrc, index);
      engine.gcm.updateAAD(in, 0, clear);
      engine.gcm.updateAAD(in, bytes, SrtpLayout.RTCP_INDEX_BYTES);
      int length = engine.gcm.doFinal(in, clear, bytes - clear, engine.out, 0);
      out.writeBytes(in, 0, clear).writeBytes(engine.out, 0, length).writeInt(indexWord);
    } catch (GeneralSecurityException e) {
      throw JavaEngine.broken(e);
    }
  }

  @Override
  public boolean openRtcp(
      ByteBuf packet, int at, int bytes, int ssrc, int indexWord, ByteBuf plain) {
    int clear = SrtpLayout.RTCP_CLEAR_BYTES;
    int trailerAt = bytes - SrtpLayout.RTCP_INDEX_BYTES;
    // Unencrypted RTCP (RFC 7714 §9.3) is not what a browser sends, and would tell who watches.
    if (trailerAt < clear + TAG_BYTES || (indexWord & ENCRYPTED_FLAG) == 0) {
      return false;
    }
    byte[] in = engine.in;
    packet.getBytes(at, in, 0, bytes);
    try {
      start(Cipher.DECRYPT_MODE, ssrc, indexWord & ~ENCRYPTED_FLAG);
      engine.gcm.updateAAD(in, 0, clear);
      engine.gcm.updateAAD(in, trailerAt, SrtpLayout.RTCP_INDEX_BYTES);
      int length = engine.gcm.doFinal(in, clear, trailerAt - clear, engine.out, 0);
      plain.writeBytes(in, 0, clear).writeBytes(engine.out, 0, length);
      return true;
    } catch (AEADBadTagException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw JavaEngine.broken(e);
    }
  }

  private void start(int mode, int ssrc, long index) throws GeneralSecurityException {
    byte[] salt = keys.salt();
    iv[0] = salt[0];
    iv[1] = salt[1];
    for (int i = 0; i < 4; i++) {
      iv[2 + i] = (byte) (salt[2 + i] ^ ssrc >>> (24 - 8 * i));
    }
    for (int i = 0; i < 6; i++) {
      iv[6 + i] = (byte) (salt[6 + i] ^ index >>> (40 - 8 * i));
    }
    engine.gcm.init(mode, keys.encryption(), new GCMParameterSpec(8 * TAG_BYTES, iv));
  }

  private static void putWord(byte[] bytes, int at, int word) {
    bytes[at] = (byte) (word >>> 24);
    bytes[at + 1] = (byte) (word >>> 16);
    bytes[at + 2] = (byte) (word >>> 8);
    bytes[at + 3] = (byte) word;
  }
}
