package dev.fairlead.media.broadcast;

/** Told of broadcasts that begin and end; called on the broadcast's owner, must not block. */
public interface BroadcastListener {
  /** A broadcast began; no sample was published yet. */
  void broadcastStarted(Broadcast broadcast);

  /** A broadcast ended. */
  void broadcastEnded(Broadcast broadcast, EndReason reason);
}
