package dev.fairlead.protocols.webrtc.bridge;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** All sessions of a server, by their name and by their ICE user name. Any thread. */
public final class PeerSessions {
  private final int maxSessions;
  private final AtomicInteger open = new AtomicInteger();
  private final ConcurrentHashMap<String, PeerSession> byId = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, PeerSession> byUfrag = new ConcurrentHashMap<>();

  /**
   * @param maxSessions that may be open at once
   */
  public PeerSessions(int maxSessions) {
    this.maxSessions = maxSessions;
  }

  /** Takes a place; false when there is none. Each place taken is given back once. */
  boolean enter() {
    if (open.incrementAndGet() > maxSessions) {
      open.decrementAndGet();
      return false;
    }
    return true;
  }

  /** Gives a place back. */
  void leave() {
    open.decrementAndGet();
  }

  void add(PeerSession session, String ufrag) {
    byId.put(session.id(), session);
    byUfrag.put(ufrag, session);
  }

  /** Another user name of a session that has one, after a restart of ICE. */
  void replaceUfrag(PeerSession session, String old, String ufrag) {
    byUfrag.put(ufrag, session);
    byUfrag.remove(old, session);
  }

  void remove(PeerSession session, String ufrag) {
    byId.remove(session.id(), session);
    byUfrag.remove(ufrag, session);
  }

  /** The session with this name, or null. */
  public @Nullable PeerSession find(String id) {
    return byId.get(id);
  }

  /** The session that a check with this user name is for, or null. */
  public @Nullable PeerSession findByUfrag(String ufrag) {
    return byUfrag.get(ufrag);
  }

  /** All, at some moment during the call. */
  public Collection<PeerSession> all() {
    return List.copyOf(byId.values());
  }

  /** How many are open or about to be. */
  public int count() {
    return open.get();
  }
}
