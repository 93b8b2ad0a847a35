package dev.fairlead.protocols.dtls;

import java.io.IOException;
import java.util.Hashtable;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.UseSRTPData;

/** Our side when the peer opens the handshake. Confined to its thread. */
final class PassivePeer extends DefaultTlsServer {
  private final HandshakePeer peer;
  private final Runnable closeNotified;

  PassivePeer(HandshakePeer peer, Runnable closeNotified) {
    super(peer.crypto());
    this.peer = peer;
    this.closeNotified = closeNotified;
  }

  @Override
  protected ProtocolVersion[] getSupportedVersions() {
    return HandshakePeer.versions();
  }

  @Override
  protected int[] getSupportedCipherSuites() {
    return HandshakePeer.SUITES.clone();
  }

  @Override
  protected boolean preferLocalCipherSuites() {
    return true;
  }

  @Override
  public int getHandshakeTimeoutMillis() {
    return HandshakePeer.TIMEOUT_MS;
  }

  @Override
  public int getHandshakeResendTimeMillis() {
    return HandshakePeer.RESEND_MS;
  }

  @Override
  public int getMaxCertificateChainLength() {
    return HandshakePeer.MAX_CHAIN;
  }

  @Override
  public int getMaxHandshakeMessageSize() {
    return HandshakePeer.MAX_MESSAGE_BYTES;
  }

  @Override
  protected TlsCredentialedSigner getECDSASignerCredentials() throws IOException {
    return peer.signer(context);
  }

  @Override
  public CertificateRequest getCertificateRequest() {
    short[] types = {ClientCertificateType.ecdsa_sign, ClientCertificateType.rsa_sign};
    return new CertificateRequest(types, HandshakePeer.signatureAlgorithms(), null);
  }

  @Override
  public void notifyClientCertificate(Certificate clientCertificate) throws IOException {
    peer.check(clientCertificate);
  }

  @Override
  @SuppressWarnings("rawtypes") // The library's signature.
  public void processClientExtensions(Hashtable extensions) throws IOException {
    super.processClientExtensions(extensions);
    UseSRTPData offered = extensions == null ? null : TlsSRTPUtils.getUseSRTPExtension(extensions);
    if (offered == null) {
      throw new TlsFatalAlert(AlertDescription.handshake_failure);
    }
    peer.choose(offered.getProtectionProfiles());
  }

  @Override
  @SuppressWarnings("rawtypes") // The library's signature.
  public Hashtable getServerExtensions() throws IOException {
    Hashtable extensions = super.getServerExtensions();
    TlsSRTPUtils.addUseSRTPExtension(extensions, SrtpNegotiation.only(peer.profile()));
    return extensions;
  }

  @Override
  public void notifyHandshakeComplete() throws IOException {
    super.notifyHandshakeComplete();
    peer.export(context);
  }

  @Override
  public void notifyAlertReceived(short level, short description) {
    if (description == AlertDescription.close_notify) {
      closeNotified.run();
    }
  }
}
