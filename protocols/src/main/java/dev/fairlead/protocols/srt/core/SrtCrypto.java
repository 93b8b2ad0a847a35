package dev.fairlead.protocols.srt.core;

import dev.fairlead.protocols.srt.wire.DataPacket;
import dev.fairlead.protocols.srt.wire.KeyMaterial;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one connection, in both directions (SRT draft-01 §6.1). Confined to the connection.
 *
 * <p>It begins with one key for both directions, made by the initiator. Later each sender makes
 * further keys for its own direction: announced ahead, then switched to; the receiver keeps the
 * even and the odd one, so what is retransmitted under the old key can still be read.
 */
final class SrtCrypto {
  private static final int EVEN = 0;
  private static final int ODD = 1;

  private final String passphrase;
  private final RandomGenerator random;
  private final int cipherType;
  private final int keyBytes;
  private final byte[] salt;
  private final byte[] encryptingKey;
  private byte[] receivingSalt;
  private byte[] receivingEncryptingKey;

  private final @Nullable PayloadCipher[] receiving = new @Nullable PayloadCipher[2];
  private final @Nullable PayloadCipher[] sending = new @Nullable PayloadCipher[2];
  private final byte[][] sendingKeys = new byte[2][];
  private int current;
  private boolean announced;
  private KeyMaterial material;

  /** What came of key material. */
  enum Verdict {
    TAKEN,
    WRONG_PASSPHRASE,
    UNSUPPORTED_CIPHER
  }

  private SrtCrypto(
      String passphrase, RandomGenerator random, int cipherType, int keyBytes, byte[] salt) {
    this.passphrase = passphrase;
    this.random = random;
    this.cipherType = cipherType;
    this.keyBytes = keyBytes;
    this.salt = salt;
    encryptingKey = KeyWrap.derive(passphrase, salt, keyBytes);
    receivingSalt = salt;
    receivingEncryptingKey = encryptingKey;
    material = new KeyMaterial(KeyMaterial.EVEN, cipherType, keyBytes, salt, new byte[0]);
  }

  /** Makes the first key, as an initiator does. */
  static SrtCrypto initiate(
      String passphrase, RandomGenerator random, int cipherType, int keyBytes) {
    byte[] salt = new byte[KeyMaterial.SALT_BYTES];
    random.nextBytes(salt);
    SrtCrypto crypto = new SrtCrypto(passphrase, random, cipherType, keyBytes, salt);
    byte[] key = new byte[keyBytes];
    random.nextBytes(key);
    crypto.receiving[EVEN] = crypto.cipher(key, salt);
    crypto.useForSending(EVEN, key);
    crypto.material =
        new KeyMaterial(
            KeyMaterial.EVEN, cipherType, keyBytes, salt, KeyWrap.wrap(crypto.encryptingKey, key));
    return crypto;
  }

  /** Takes the initiator's first key; null when the passphrases differ or the cipher is unknown. */
  static @Nullable SrtCrypto respond(
      String passphrase, RandomGenerator random, KeyMaterial material) {
    if (!isSupported(material)) {
      return null;
    }
    SrtCrypto crypto =
        new SrtCrypto(passphrase, random, material.cipher(), material.keyBytes(), material.salt());
    byte[] keys = KeyWrap.unwrap(crypto.encryptingKey, material.wrapped());
    if (keys == null) {
      return null;
    }
    crypto.material = material;
    crypto.takeKeys(material, keys);
    // The reverse direction begins with the same key.
    int index = (material.keys() & KeyMaterial.EVEN) != 0 ? EVEN : ODD;
    crypto.useForSending(index, Arrays.copyOf(keys, material.keyBytes()));
    return crypto;
  }

  private static boolean isSupported(KeyMaterial material) {
    return material.cipher() == KeyMaterial.CIPHER_AES_CTR
        || material.cipher() == KeyMaterial.CIPHER_AES_GCM;
  }

  private PayloadCipher cipher(byte[] key, byte[] keySalt) {
    return cipherType == KeyMaterial.CIPHER_AES_GCM
        ? new GaloisCipher(key, keySalt)
        : new CounterCipher(key, keySalt);
  }

  private void useForSending(int index, byte[] key) {
    sendingKeys[index] = key;
    sending[index] = cipher(key, salt);
    current = index;
  }

  private void takeKeys(KeyMaterial taken, byte[] keys) {
    byte[] takenSalt = taken.salt();
    int from = 0;
    if ((taken.keys() & KeyMaterial.EVEN) != 0) {
      receiving[EVEN] = cipher(Arrays.copyOf(keys, keyBytes), takenSalt);
      from = keyBytes;
    }
    if ((taken.keys() & KeyMaterial.ODD) != 0) {
      receiving[ODD] = cipher(Arrays.copyOfRange(keys, from, from + keyBytes), takenSalt);
    }
  }

  /** The message that tells the keys in use for sending. */
  KeyMaterial material() {
    return material;
  }

  /** How much longer a payload gets. */
  int tagBytes() {
    PayloadCipher cipher = sending[current];
    return cipher == null ? 0 : cipher.tagBytes();
  }

  // Receiving.

  /** The peer announces keys for what it sends. */
  Verdict refresh(KeyMaterial next) {
    if (next.cipher() != cipherType || next.keyBytes() != keyBytes) {
      return Verdict.UNSUPPORTED_CIPHER;
    }
    byte[] nextSalt = next.salt();
    if (!Arrays.equals(nextSalt, receivingSalt)) {
      receivingSalt = nextSalt;
      receivingEncryptingKey = KeyWrap.derive(passphrase, nextSalt, keyBytes);
    }
    byte[] keys = KeyWrap.unwrap(receivingEncryptingKey, next.wrapped());
    if (keys == null) {
      return Verdict.WRONG_PASSPHRASE;
    }
    takeKeys(next, keys);
    return Verdict.TAKEN;
  }

  /** Decrypts in place; returns the new length, or {@link PayloadCipher#FORGED}. */
  int open(
      int sequence,
      int flags,
      int timestampUs,
      int destination,
      byte[] data,
      int offset,
      int lengthBytes) {
    PayloadCipher cipher =
        switch (DataPacket.key(flags)) {
          case DataPacket.KEY_EVEN -> receiving[EVEN];
          case DataPacket.KEY_ODD -> receiving[ODD];
          default -> null;
        };
    return cipher == null
        ? PayloadCipher.FORGED
        : cipher.open(
            sequence,
            flags & ~DataPacket.RETRANSMITTED,
            timestampUs,
            destination,
            data,
            offset,
            lengthBytes);
  }

  // Sending.

  /** The flag of the key in use. */
  int keyFlag() {
    return current == EVEN ? DataPacket.KEY_EVEN : DataPacket.KEY_ODD;
  }

  /** Encrypts in place under the key that {@code flags} name; returns the new length. */
  int seal(
      int sequence,
      int flags,
      int timestampUs,
      int destination,
      byte[] data,
      int offset,
      int lengthBytes) {
    PayloadCipher cipher = sending[DataPacket.key(flags) == DataPacket.KEY_EVEN ? EVEN : ODD];
    if (cipher == null) {
      throw new IllegalStateException("a packet names a key that never was");
    }
    return cipher.seal(
        sequence,
        flags & ~DataPacket.RETRANSMITTED,
        timestampUs,
        destination,
        data,
        offset,
        lengthBytes);
  }

  /** Makes the next key and gives the message that announces it beside the one in use. */
  KeyMaterial announceNext() {
    int next = 1 - current;
    byte[] key = new byte[keyBytes];
    random.nextBytes(key);
    sendingKeys[next] = key;
    sending[next] = cipher(key, salt);
    byte[] both = Arrays.copyOf(sendingKeys[EVEN], 2 * keyBytes);
    System.arraycopy(sendingKeys[ODD], 0, both, keyBytes, keyBytes);
    material =
        new KeyMaterial(
            KeyMaterial.EVEN | KeyMaterial.ODD,
            cipherType,
            keyBytes,
            salt,
            KeyWrap.wrap(encryptingKey, both));
    announced = true;
    return material;
  }

  /** Whether the next key is announced and not yet in use. */
  boolean isNextAnnounced() {
    return announced;
  }

  /** Encrypts under the next key from here on. */
  void switchKeys() {
    current = 1 - current;
    announced = false;
  }
}
