package dev.fairlead.protocols.srtp.core;

/** Protection profiles, best first (RFC 5764 §4.1.2, RFC 7714 §14.2). */
public enum SrtpProfile {
  /** AES-GCM with 128-bit keys: the processor does both at once. */
  AEAD_AES_128_GCM(7, 16, 12, 16, 0),
  /** AES-GCM with 256-bit keys. */
  AEAD_AES_256_GCM(8, 32, 12, 16, 0),
  /** Counter mode and HMAC-SHA1 with tags of 80 bits: what everyone has. */
  AES_CM_128_HMAC_SHA1_80(1, 16, 14, 10, 20);

  private final int id;
  private final int keyBytes;
  private final int saltBytes;
  private final int tagBytes;
  private final int authKeyBytes;

  SrtpProfile(int id, int keyBytes, int saltBytes, int tagBytes, int authKeyBytes) {
    this.id = id;
    this.keyBytes = keyBytes;
    this.saltBytes = saltBytes;
    this.tagBytes = tagBytes;
    this.authKeyBytes = authKeyBytes;
  }

  /** Its number in the use_srtp extension. */
  public int id() {
    return id;
  }

  /** Master and session keys. */
  public int keyBytes() {
    return keyBytes;
  }

  /** Master and session salts. */
  public int saltBytes() {
    return saltBytes;
  }

  /** What each packet grows by; RTCP by four bytes more. */
  public int tagBytes() {
    return tagBytes;
  }

  /** Session authentication key; 0 where the cipher authenticates. */
  int authKeyBytes() {
    return authKeyBytes;
  }

  /** Keying material of both directions together (RFC 5764 §4.2). */
  public int materialBytes() {
    return 2 * (keyBytes + saltBytes);
  }
}
