package dev.fairlead.protocols.srt.core;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES in Galois/counter mode, as libsrt 1.5.4 writes it: 12 bytes of salt combined with the
 * sequence number at their end, the packet's header as additional data, the tag behind the payload.
 * Confined to its connection. Takes a few objects per packet, which the JDK's interface asks for.
 */
final class GaloisCipher implements PayloadCipher {
  private static final int TAG_BYTES = 16;
  private static final int IV_BYTES = 12;
  private static final int SEQUENCE_OFFSET = 8;
  private static final int HEADER_BYTES = 16;

  private final SecretKeySpec key;
  private final Cipher cipher;
  private final byte[] salt;

  // Scratch (never escapes a call).
  private final byte[] iv = new byte[IV_BYTES];
  private final byte[] header = new byte[HEADER_BYTES];
  private final ByteBuffer headerWords = ByteBuffer.wrap(header);
  private final byte[] result = new byte[PacketPool.SLOT_BYTES + TAG_BYTES];

  GaloisCipher(byte[] key, byte[] salt) {
    this.key = new SecretKeySpec(key, "AES");
    this.salt = Arrays.copyOf(salt, IV_BYTES);
    try {
      cipher = Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw PayloadCipher.impossible(e);
    }
  }

  @Override
  public int tagBytes() {
    return TAG_BYTES;
  }

  @Override
  public int seal(
      int sequence,
      int flags,
      int timestampUs,
      int destination,
      byte[] data,
      int offset,
      int lengthBytes) {
    try {
      begin(Cipher.ENCRYPT_MODE, sequence, flags, timestampUs, destination);
      int sealedBytes = cipher.doFinal(data, offset, lengthBytes, result, 0);
      System.arraycopy(result, 0, data, offset, sealedBytes);
      return sealedBytes;
    } catch (GeneralSecurityException e) {
      throw PayloadCipher.impossible(e);
    }
  }

  @Override
  public int open(
      int sequence,
      int flags,
      int timestampUs,
      int destination,
      byte[] data,
      int offset,
      int lengthBytes) {
    if (lengthBytes < TAG_BYTES) {
      return FORGED;
    }
    try {
      begin(Cipher.DECRYPT_MODE, sequence, flags, timestampUs, destination);
      int openedBytes = cipher.doFinal(data, offset, lengthBytes, result, 0);
      System.arraycopy(result, 0, data, offset, openedBytes);
      return openedBytes;
    } catch (AEADBadTagException e) {
      return FORGED;
    } catch (GeneralSecurityException e) {
      throw PayloadCipher.impossible(e);
    }
  }

  private void begin(int mode, int sequence, int flags, int timestampUs, int destination)
      throws GeneralSecurityException {
    System.arraycopy(salt, 0, iv, 0, IV_BYTES);
    for (int i = 0; i < Integer.BYTES; i++) {
      iv[SEQUENCE_OFFSET + i] ^= (byte) (sequence >> (24 - 8 * i));
    }
    headerWords.clear().putInt(sequence).putInt(flags).putInt(timestampUs).putInt(destination);
    cipher.init(mode, key, new GCMParameterSpec(8 * TAG_BYTES, iv));
    cipher.updateAAD(header);
  }
}
