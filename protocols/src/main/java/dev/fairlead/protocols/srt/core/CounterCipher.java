package dev.fairlead.protocols.srt.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES in counter mode (SRT draft-01 §6.2.2). Confined to its connection.
 *
 * <p>The key stream is made block by block from counters of its own, since a cipher in counter mode
 * takes a new object for every packet's initial counter, and this takes none.
 *
 * <pre>
 *  bytes 0 to 13: salt, of which 10 to 13 are combined with the sequence number
 *  bytes 14, 15:  number of the block in the packet
 * </pre>
 */
final class CounterCipher implements PayloadCipher {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final int BLOCK_BYTES = 16;
  private static final int MAX_BLOCKS = (PacketPool.SLOT_BYTES + BLOCK_BYTES - 1) / BLOCK_BYTES;
  private static final long BLOCK_NUMBER_MASK = 0xFFFF;

  private final Cipher cipher;
  private final long saltHead;
  private final long saltTail;

  // Scratch (never escapes a call).
  private final byte[] counters = new byte[MAX_BLOCKS * BLOCK_BYTES];
  private final byte[] keys = new byte[MAX_BLOCKS * BLOCK_BYTES];

  CounterCipher(byte[] key, byte[] salt) {
    try {
      cipher = Cipher.getInstance("AES/ECB/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
    } catch (GeneralSecurityException e) {
      throw PayloadCipher.impossible(e);
    }
    saltHead = (long) LONGS.get(salt, 0);
    saltTail = (long) LONGS.get(salt, 8) & ~BLOCK_NUMBER_MASK;
  }

  @Override
  public int tagBytes() {
    return 0;
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
    apply(sequence, data, offset, lengthBytes);
    return lengthBytes;
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
    apply(sequence, data, offset, lengthBytes);
    return lengthBytes;
  }

  private void apply(int sequence, byte[] data, int offset, int lengthBytes) {
    int blocks = (lengthBytes + BLOCK_BYTES - 1) / BLOCK_BYTES;
    fill(saltTail ^ (long) sequence << 16, blocks);
    try {
      cipher.update(counters, 0, blocks * BLOCK_BYTES, keys, 0);
    } catch (GeneralSecurityException e) {
      throw PayloadCipher.impossible(e);
    }
    for (int i = 0; i < lengthBytes; i++) {
      data[offset + i] ^= keys[i];
    }
  }

  private void fill(long tail, int blocks) {
    for (int i = 0; i < blocks; i++) {
      LONGS.set(counters, i * BLOCK_BYTES, saltHead);
      LONGS.set(counters, i * BLOCK_BYTES + 8, tail | i);
    }
  }
}
