package dev.fairlead.protocols.webrtc.bridge;

/**
 * One side's part of an ICE session, as signalling carries it. Immutable; the password is never
 * printed.
 *
 * @param ufrag user name fragment
 * @param password for checks
 */
public record IceName(String ufrag, String password) {
  @Override
  public String toString() {
    return ufrag + ":***";
  }
}
