package dev.fairlead.protocols.srtp.core;

import java.util.Arrays;

/** Master key and salt of one direction. Immutable; never printed. */
public final class MasterKey {
  private final SrtpProfile profile;
  private final byte[] key;
  private final byte[] salt;

  /** Copies nothing: the arrays are handed over. */
  public MasterKey(SrtpProfile profile, byte[] key, byte[] salt) {
    if (key.length != profile.keyBytes() || salt.length != profile.saltBytes()) {
      throw new IllegalArgumentException("key or salt of the wrong length for " + profile);
    }
    this.profile = profile;
    this.key = key;
    this.salt = salt;
  }

  /** What the DTLS client writes with (RFC 5764 §4.2). */
  public static MasterKey ofClient(SrtpProfile profile, byte[] material) {
    return cut(profile, material, 0);
  }

  /** What the DTLS server writes with. */
  public static MasterKey ofServer(SrtpProfile profile, byte[] material) {
    return cut(profile, material, 1);
  }

  private static MasterKey cut(SrtpProfile profile, byte[] material, int side) {
    if (material.length < profile.materialBytes()) {
      throw new IllegalArgumentException("too little keying material for " + profile);
    }
    int keyAt = side * profile.keyBytes();
    int saltAt = 2 * profile.keyBytes() + side * profile.saltBytes();
    return new MasterKey(
        profile,
        Arrays.copyOfRange(material, keyAt, keyAt + profile.keyBytes()),
        Arrays.copyOfRange(material, saltAt, saltAt + profile.saltBytes()));
  }

  SrtpProfile profile() {
    return profile;
  }

  byte[] key() {
    return key;
  }

  byte[] salt() {
    return salt;
  }
}
