package dev.fairlead.protocols.srtp.core;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Session keys from a master key (RFC 3711 §4.3), with a key derivation rate of zero. Stateless.
 *
 * <p>AES-GCM derives in the same way, its shorter salt filled up with zeros (RFC 7714 §11).
 */
final class KeyDerivation {
  /** RFC 3711 §4.3.1. */
  private static final int RTP_ENCRYPTION = 0;

  private static final int RTP_AUTHENTICATION = 1;
  private static final int RTP_SALT = 2;

  /** RFC 3711 §4.3.2: labels of RTCP follow those of RTP. */
  private static final int RTCP = 3;

  /** RFC 3711 §4.3.1: the label meets the salt in this byte of the counter block. */
  private static final int LABEL_AT = 7;

  private static final int BLOCK_BYTES = 16;

  private KeyDerivation() {}

  /** Keys for RTP, or for RTCP. */
  static SessionKeys derive(MasterKey master, boolean rtcp) {
    SrtpProfile profile = master.profile();
    int labels = rtcp ? RTCP : 0;
    return new SessionKeys(
        profile,
        derive(master, labels + RTP_ENCRYPTION, profile.keyBytes()),
        derive(master, labels + RTP_AUTHENTICATION, profile.authKeyBytes()),
        derive(master, labels + RTP_SALT, profile.saltBytes()));
  }

  static byte[] derive(MasterKey master, int label, int bytes) {
    byte[] block = new byte[BLOCK_BYTES];
    System.arraycopy(master.salt(), 0, block, 0, master.salt().length);
    block[LABEL_AT] ^= (byte) label;
    try {
      Cipher counterMode = Cipher.getInstance("AES/CTR/NoPadding");
      counterMode.init(
          Cipher.ENCRYPT_MODE, new SecretKeySpec(master.key(), "AES"), new IvParameterSpec(block));
      return counterMode.doFinal(new byte[bytes]);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES", e);
    }
  }
}
