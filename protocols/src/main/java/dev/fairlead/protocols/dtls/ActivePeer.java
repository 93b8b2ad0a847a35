package dev.fairlead.protocols.dtls;

import java.io.IOException;
import java.util.Hashtable;
import java.util.Vector;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.UseSRTPData;

/** Our side when we open the handshake. Confined to its thread. */
final class ActivePeer extends DefaultTlsClient {
  private final HandshakePeer peer;
  private final Runnable closeNotified;

  ActivePeer(HandshakePeer peer, Runnable closeNotified) {
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
  @SuppressWarnings("rawtypes") // The library's signature.
  protected Vector getSupportedSignatureAlgorithms() {
    return HandshakePeer.signatureAlgorithms();
  }

  @Override
  @SuppressWarnings("rawtypes") // The library's signature.
  public Hashtable getClientExtensions() throws IOException {
    Hashtable extensions =
        TlsExtensionsUtils.ensureExtensionsInitialised(super.getClientExtensions());
    TlsSRTPUtils.addUseSRTPExtension(
        extensions, SrtpNegotiation.all(peer.parameters().srtpProfiles()));
    return extensions;
  }

  @Override
  @SuppressWarnings("rawtypes") // The library's signature.
  public void processServerExtensions(Hashtable extensions) throws IOException {
    super.processServerExtensions(extensions);
    UseSRTPData chosen = extensions == null ? null : TlsSRTPUtils.getUseSRTPExtension(extensions);
    if (chosen == null || chosen.getProtectionProfiles().length != 1) {
      throw new TlsFatalAlert(AlertDescription.handshake_failure);
    }
    peer.choose(chosen.getProtectionProfiles());
  }

  @Override
  public TlsAuthentication getAuthentication() {
    return new TlsAuthentication() {
      @Override
      public void notifyServerCertificate(TlsServerCertificate shown) throws IOException {
        peer.check(shown.getCertificate());
      }

      @Override
      public TlsCredentials getClientCredentials(CertificateRequest request) throws IOException {
        return peer.signer(context);
      }
    };
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
