package dev.fairlead.protocols.dtls;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate of our own and its key: self-signed, ECDSA on P-256 (RFC 8827 §6.5). Immutable.
 * Peers know it by its fingerprint; its name says nothing.
 */
public final class DtlsIdentity {
  private static final int SERIAL_BITS = 64;

  private final byte[] certificate;
  private final PrivateKey key;
  private final byte[] sha256;

  private DtlsIdentity(byte[] certificate, PrivateKey key, byte[] sha256) {
    this.certificate = certificate;
    this.key = key;
    this.sha256 = sha256;
  }

  /** Makes one that is good from a day before {@code now}, for clocks that are slow. */
  public static DtlsIdentity create(SecureRandom random, Instant now, Duration lifetime) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      KeyPair keys = generator.generateKeyPair();
      X500Name name = new X500Name("CN=fairlead");
      X509CertificateHolder holder =
          new JcaX509v3CertificateBuilder(
                  name,
                  new BigInteger(SERIAL_BITS, random).setBit(0),
                  Date.from(now.minus(Duration.ofDays(1))),
                  Date.from(now.plus(lifetime)),
                  name,
                  keys.getPublic())
              .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()));
      byte[] encoded = holder.getEncoded();
      return new DtlsIdentity(
          encoded, keys.getPrivate(), MessageDigest.getInstance("SHA-256").digest(encoded));
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException("every Java platform has ECDSA on P-256", e);
    }
  }

  byte[] certificate() {
    return certificate;
  }

  PrivateKey key() {
    return key;
  }

  /** What the session description says of it: a SHA-256 hash. */
  public byte[] sha256() {
    return sha256.clone();
  }
}
