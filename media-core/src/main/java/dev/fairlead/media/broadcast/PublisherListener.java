package dev.fairlead.media.broadcast;

/** The protocol's side of a claim. All calls come on the executor named in the claim. */
public interface PublisherListener {
  /** Why a publisher loses its broadcast. */
  enum Eviction {
    /** Another publisher took over. */
    REPLACED,
    /** The broadcast was stopped from outside. */
    STOPPED
  }

  /**
   * The broadcast is this publisher's to write.
   *
   * @param publisher the write end
   * @param resumed whether the broadcast already had a publisher before
   */
  void granted(Publisher publisher, boolean resumed);

  /** Somebody else publishes, and the claim was not to take over. */
  void refused();

  /**
   * Somebody cannot show anything before the next random access point of the leading track. Who can
   * ask the encoder for one does; the others ignore it.
   */
  default void randomAccessWanted() {}

  /** The write end is void; close the connection. */
  void evicted(Eviction reason);
}
