package dev.fairlead.protocols.srtp.core;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.Mac;

/**
 * Ciphers of the Java platform, on heap arrays: its intrinsics are fastest there. Confined to a
 * loop; one set of ciphers and scratch arrays serves all sessions, which hold but their keys.
 */
public final class JavaEngine implements SrtpEngine {
  final Cipher gcm;
  final Cipher counterMode;
  final Mac hmac;

  // Scratch (never escapes a call).
  final byte[] in = new byte[MAX_PACKET_BYTES];
  final byte[] out = new byte[MAX_PACKET_BYTES];
  final byte[] tag = new byte[20];

  public JavaEngine() {
    try {
      gcm = Cipher.getInstance("AES/GCM/NoPadding");
      counterMode = Cipher.getInstance("AES/CTR/NoPadding");
      hmac = Mac.getInstance("HmacSHA1");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES and HMAC", e);
    }
  }

  @Override
  public PacketTransform rtp(MasterKey master) {
    return transform(KeyDerivation.derive(master, false));
  }

  @Override
  public PacketTransform rtcp(MasterKey master) {
    return transform(KeyDerivation.derive(master, true));
  }

  PacketTransform transform(SessionKeys keys) {
    return switch (keys.profile()) {
      case AEAD_AES_128_GCM, AEAD_AES_256_GCM -> new GcmTransform(this, keys);
      case AES_CM_128_HMAC_SHA1_80 -> new CounterModeTransform(this, keys);
    };
  }

  /** A cipher of the platform failed at something that cannot fail. */
  static IllegalStateException broken(GeneralSecurityException cause) {
    return new IllegalStateException("cipher", cause);
  }
}
