package dev.fairlead.protocols.srtp.core;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** What packets of one direction are protected with: RTP or RTCP. Immutable; never printed. */
final class SessionKeys {
  private final SrtpProfile profile;
  private final SecretKey encryption;
  private final SecretKey authentication;
  private final byte[] salt;

  SessionKeys(SrtpProfile profile, byte[] encryption, byte[] authentication, byte[] salt) {
    this.profile = profile;
    this.encryption = new SecretKeySpec(encryption, "AES");
    // AES-GCM has none, and keys are never empty.
    this.authentication =
        new SecretKeySpec(authentication.length == 0 ? new byte[1] : authentication, "HmacSHA1");
    this.salt = salt;
  }

  SrtpProfile profile() {
    return profile;
  }

  SecretKey encryption() {
    return encryption;
  }

  SecretKey authentication() {
    return authentication;
  }

  byte[] salt() {
    return salt;
  }
}
