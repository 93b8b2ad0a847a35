package dev.fairlead.protocols.http.netty;

/** A connection whose deadlines are looked at a few times a second. Confined to its event loop. */
interface Swept {
  /** Acts on deadlines that have passed. May close the connection. */
  void sweep(long nowNs);

  /** Ends the connection: at once when idle, else after the answer under way. */
  void drain();

  /** Its place in the loop's list; kept by {@link ServingLoop}. */
  int slot();

  /** Sets {@link #slot()}. */
  void slot(int slot);
}
