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
   * Both sides are who they said they are. The peer may not know it yet: what it sends can be
   * opened from now on, what is sent to it should wait for {@link #connected}.
   *
   * @param srtpProfile number of the profile agreed on
   * @param material keys of both directions for it, handed over
   */
  void keysAgreed(int srtpProfile, byte[] material);

  /** Our last flight has left. */
  void connected();

  /** It is over: failed, timed out, or closed by the peer; last call. */
  void closed(String reason);
}
