package dev.fairlead.protocols.dtls;

/**
 * Holds a client's ChangeCipherSpec back until its CertificateVerify was there. Confined to the
 * handshake's thread.
 *
 * <p>The library changes its cipher at once and is deaf for what is repeated under the old one from
 * then on: a CertificateVerify that was lost would be lost for good. Dropped, the client repeats
 * both.
 *
 * <pre>
 * record: type(1) version(2) epoch(2) sequence(6) length(2), then for a handshake message: type(1)
 * </pre>
 */
final class OrderedFlight {
  private static final int RECORD_HEADER_BYTES = 13;
  private static final int CHANGE_CIPHER_SPEC = 20;
  private static final int HANDSHAKE = 22;
  private static final int CERTIFICATE_VERIFY = 15;

  private boolean verified;

  OrderedFlight(boolean server) {
    verified = !server;
  }

  /** How much of a datagram may be read now: whole records from its start. */
  int usableBytes(byte[] datagram) {
    int at = 0;
    while (!verified && at + RECORD_HEADER_BYTES < datagram.length) {
      int type = datagram[at];
      boolean clear = datagram[at + 3] == 0 && datagram[at + 4] == 0;
      if (type == CHANGE_CIPHER_SPEC) {
        return at;
      }
      if (type == HANDSHAKE && clear && datagram[at + RECORD_HEADER_BYTES] == CERTIFICATE_VERIFY) {
        verified = true;
      }
      at += RECORD_HEADER_BYTES + ((datagram[at + 11] & 0xFF) << 8) + (datagram[at + 12] & 0xFF);
    }
    return datagram.length;
  }
}
