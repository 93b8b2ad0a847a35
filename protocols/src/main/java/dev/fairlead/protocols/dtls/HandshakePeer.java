package dev.fairlead.protocols.dtls;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Vector;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;

/** What both sides of a handshake have in common. Confined to its thread. */
final class HandshakePeer {
  /** RFC 6347 §4.2.4.1 begins at 1 s; browsers' own 50 to 100 ms find lossy paths sooner. */
  static final int RESEND_MS = 100;

  /** Patience with a peer that has begun. */
  static final int TIMEOUT_MS = 20_000;

  /** RFC 8827 §6.5 and what browsers send. */
  static final int[] SUITES = {
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA
  };

  /** One certificate, without intermediates: self-signed. */
  static final int MAX_CHAIN = 4;

  /** A flight's longest message: a chain of RSA certificates stays far below. */
  static final int MAX_MESSAGE_BYTES = 16 << 10;

  private final DtlsParameters parameters;
  private final JcaTlsCrypto crypto;

  private int profile = SrtpNegotiation.NONE;
  private boolean mismatch;
  private byte[] material = {};

  HandshakePeer(DtlsParameters parameters, SecureRandom random) {
    this.parameters = parameters;
    crypto = new JcaTlsCryptoProvider().create(random);
  }

  JcaTlsCrypto crypto() {
    return crypto;
  }

  static ProtocolVersion[] versions() {
    return ProtocolVersion.DTLSv12.only();
  }

  /** What peers may sign with. */
  @SuppressWarnings("JdkObsolete") // The library's signature.
  static Vector<SignatureAndHashAlgorithm> signatureAlgorithms() {
    Vector<SignatureAndHashAlgorithm> algorithms = new Vector<>();
    for (short hash : new short[] {HashAlgorithm.sha256, HashAlgorithm.sha384}) {
      algorithms.add(new SignatureAndHashAlgorithm(hash, SignatureAlgorithm.ecdsa));
      algorithms.add(new SignatureAndHashAlgorithm(hash, SignatureAlgorithm.rsa));
    }
    return algorithms;
  }

  TlsCredentialedSigner signer(TlsContext context) throws IOException {
    TlsCertificate own = crypto.createCertificate(parameters.identity().certificate());
    return new JcaDefaultTlsCredentialedSigner(
        new TlsCryptoParameters(context),
        crypto,
        parameters.identity().key(),
        new Certificate(new TlsCertificate[] {own}),
        new SignatureAndHashAlgorithm(HashAlgorithm.sha256, SignatureAlgorithm.ecdsa));
  }

  /** Refuses every certificate but the announced one. */
  void check(Certificate shown) throws IOException {
    if (shown.isEmpty()
        || !PeerFingerprint.anyFits(
            parameters.fingerprints(), shown.getCertificateAt(0).getEncoded())) {
      mismatch = true;
      throw new TlsFatalAlert(AlertDescription.bad_certificate);
    }
  }

  /** The server's choice. */
  void choose(int[] offered) throws IOException {
    profile = SrtpNegotiation.choose(parameters.srtpProfiles(), offered);
    if (profile == SrtpNegotiation.NONE) {
      throw new TlsFatalAlert(AlertDescription.handshake_failure);
    }
  }

  /** The end of the handshake, when the exporter works. */
  void export(TlsContext context) {
    material = SrtpNegotiation.export(context, parameters.materialBytes());
  }

  DtlsParameters parameters() {
    return parameters;
  }

  int profile() {
    return profile;
  }

  boolean isMismatch() {
    return mismatch;
  }

  byte[] material() {
    return material;
  }
}
