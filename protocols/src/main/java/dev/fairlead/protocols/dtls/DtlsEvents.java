package dev.fairlead.protocols.dtls;

/**
 * What a connection wants done. Called on the connection's own thread, in order; must not block.
 */
public interface DtlsEvents {
  /**
   * Sends one datagram.
   *
   * @param bytes borrowed for the length of the call
   */
  void send(byte[] bytes, int offset, int length);

  /**
   * Both sides are who they said they are.
   *
   * @param srtpProfile number of the profile agreed on
   * @param material keys of both directions for it, handed over
   */
  void connected(int srtpProfile, byte[] material);

  /** It is over: failed, timed out, or closed by the peer; last call. */
  void closed(String reason);
}
