package dev.fairlead.protocols.dtls;

import java.util.List;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.UseSRTPData;

/** Which SRTP profile, and the keys for it (RFC 5764 §4). Stateless. */
final class SrtpNegotiation {
  /** No profile in common. */
  static final int NONE = 0;

  private static final String EXPORTER_LABEL = "EXTRACTOR-dtls_srtp";
  private static final byte[] NO_MKI = {};

  private SrtpNegotiation() {}

  /** The first of ours that the peer has too: the server decides. */
  static int choose(List<Integer> ours, int[] theirs) {
    for (int mine : ours) {
      for (int other : theirs) {
        if (mine == other) {
          return mine;
        }
      }
    }
    return NONE;
  }

  static UseSRTPData only(int profile) {
    return new UseSRTPData(new int[] {profile}, NO_MKI);
  }

  static UseSRTPData all(List<Integer> profiles) {
    return new UseSRTPData(profiles.stream().mapToInt(Integer::intValue).toArray(), NO_MKI);
  }

  static byte[] export(TlsContext context, int bytes) {
    return context.exportKeyingMaterial(EXPORTER_LABEL, null, bytes);
  }
}
