package dev.fairlead.protocols.srtp.core;

import dev.fairlead.protocols.srtp.wire.SrtpLayout;
import io.netty.buffer.ByteBuf;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Cipher;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.IvParameterSpec;

/**
 * AES in counter mode with HMAC-SHA1, tags of 80 bits (RFC 3711 §4.1.1 and §4.2.1). Confined to its
 * engine's loop.
 *
 * <p>Authentication covers header and encrypted payload, then the rollover counter or the RTCP
 * index; it is checked before anything is decrypted.
 */
final class CounterModeTransform implements PacketTransform {
  private static final int TAG_BYTES = 10;
  private static final int IV_BYTES = 16;
  private static final int ENCRYPTED_FLAG = 0x8000_0000;

  private final JavaEngine engine;
  private final SessionKeys keys;
  private final byte[] iv = new byte[IV_BYTES];
  private final byte[] receivedTag = new byte[TAG_BYTES];
  private final byte[] computedTag = new byte[TAG_BYTES];

  CounterModeTransform(JavaEngine engine, SessionKeys keys) {
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
    byte[] sealed = engine.out;
    out.getBytes(headerAt, sealed, 0, headerBytes);
    byte[] source;
    int sourceAt;
    if (payload.hasArray()) {
      source = payload.array();
      sourceAt = payload.arrayOffset() + payloadAt;
    } else {
      source = engine.in;
      sourceAt = 0;
      payload.getBytes(payloadAt, source, 0, payloadBytes);
    }
    crypt(source, sourceAt, payloadBytes, ssrc, index, sealed, headerBytes);
    int length = headerBytes + payloadBytes;
    authenticate(sealed, length, (int) (index >>> 16));
    out.writeBytes(sealed, headerBytes, payloadBytes).writeBytes(engine.tag, 0, TAG_BYTES);
  }

  @Override
  public boolean openRtp(
      ByteBuf packet, int at, int bytes, int headerBytes, int ssrc, long index, ByteBuf plain) {
    int length = bytes - TAG_BYTES;
    if (length < headerBytes) {
      return false;
    }
    byte[] in = engine.in;
    packet.getBytes(at, in, 0, bytes);
    authenticate(in, length, (int) (index >>> 16));
    if (!isTag(in, length)) {
      return false;
    }
    crypt(in, headerBytes, length - headerBytes, ssrc, index, engine.out, 0);
    plain.writeBytes(in, 0, headerBytes).writeBytes(engine.out, 0, length - headerBytes);
    return true;
  }

  @Override
  public void sealRtcp(ByteBuf packet, int ssrc, long index, ByteBuf out) {
    int bytes = packet.readableBytes();
    int clear = SrtpLayout.RTCP_CLEAR_BYTES;
    int indexWord = ENCRYPTED_FLAG | (int) index;
    byte[] in = engine.in;
    byte[] sealed = engine.out;
    packet.getBytes(packet.readerIndex(), in, 0, bytes);
    System.arraycopy(in, 0, sealed, 0, clear);
    crypt(in, clear, bytes - clear, ssrc, index, sealed, clear);
    authenticate(sealed, bytes, indexWord);
    out.writeBytes(sealed, 0, bytes).writeInt(indexWord).writeBytes(engine.tag, 0, TAG_BYTES);
  }

  @Override
  public boolean openRtcp(
      ByteBuf packet, int at, int bytes, int ssrc, int indexWord, ByteBuf plain) {
    int clear = SrtpLayout.RTCP_CLEAR_BYTES;
    int length = bytes - TAG_BYTES - SrtpLayout.RTCP_INDEX_BYTES;
    if (length < clear || (indexWord & ENCRYPTED_FLAG) == 0) {
      return false;
    }
    byte[] in = engine.in;
    packet.getBytes(at, in, 0, bytes);
    authenticate(in, length, indexWord);
    if (!isTag(in, length + SrtpLayout.RTCP_INDEX_BYTES)) {
      return false;
    }
    crypt(in, clear, length - clear, ssrc, indexWord & ~ENCRYPTED_FLAG, engine.out, 0);
    plain.writeBytes(in, 0, clear).writeBytes(engine.out, 0, length - clear);
    return true;
  }

  /** Whether the tag at {@code at} is the one that was just computed. */
  private boolean isTag(byte[] packet, int at) {
    System.arraycopy(packet, at, receivedTag, 0, TAG_BYTES);
    System.arraycopy(engine.tag, 0, computedTag, 0, TAG_BYTES);
    return MessageDigest.isEqual(computedTag, receivedTag);
  }

  private void crypt(byte[] in, int inAt, int bytes, int ssrc, long index, byte[] out, int outAt) {
    byte[] salt = keys.salt();
    System.arraycopy(salt, 0, iv, 0, salt.length);
    iv[14] = 0;
    iv[15] = 0;
    for (int i = 0; i < 4; i++) {
      iv[4 + i] ^= (byte) (ssrc >>> (24 - 8 * i));
    }
    for (int i = 0; i < 6; i++) {
      iv[8 + i] ^= (byte) (index >>> (40 - 8 * i));
    }
    try {
      engine.counterMode.init(Cipher.ENCRYPT_MODE, keys.encryption(), new IvParameterSpec(iv));
      engine.counterMode.doFinal(in, inAt, bytes, out, outAt);
    } catch (GeneralSecurityException e) {
      throw JavaEngine.broken(e);
    }
  }

  private void authenticate(byte[] packet, int bytes, int word) {
    try {
      engine.hmac.init(keys.authentication());
      engine.hmac.update(packet, 0, bytes);
      engine.hmac.update((byte) (word >>> 24));
      engine.hmac.update((byte) (word >>> 16));
      engine.hmac.update((byte) (word >>> 8));
      engine.hmac.update((byte) word);
      engine.hmac.doFinal(engine.tag, 0);
    } catch (ShortBufferException impossible) {
      throw new IllegalStateException(impossible);
    } catch (GeneralSecurityException e) {
      throw JavaEngine.broken(e);
    }
  }
}
