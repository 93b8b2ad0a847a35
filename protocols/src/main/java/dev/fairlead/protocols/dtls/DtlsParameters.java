package dev.fairlead.protocols.dtls;

import java.util.List;

/**
 * One session's handshake. Immutable.
 *
 * @param client whether we open it
 * @param identity the certificate that our description named
 * @param fingerprints of the peer's certificate, as its description has them
 * @param srtpProfiles numbers of the profiles that we take, best first
 * @param materialBytes keying material wanted, enough for each profile
 */
public record DtlsParameters(
    boolean client,
    DtlsIdentity identity,
    List<PeerFingerprint> fingerprints,
    List<Integer> srtpProfiles,
    int materialBytes) {
  public DtlsParameters {
    fingerprints = List.copyOf(fingerprints);
    srtpProfiles = List.copyOf(srtpProfiles);
  }
}
