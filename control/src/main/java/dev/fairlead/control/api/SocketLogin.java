package dev.fairlead.control.api;

import dev.fairlead.control.auth.Credentials;
import dev.fairlead.control.tenant.Caller;
import dev.fairlead.control.tenant.ControlException;
import dev.fairlead.protocols.http.WebSocketPeer;
import java.net.InetAddress;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a WebSocket: found out once a credential comes, and looked at again
 * now and then, so that one that counts no more is noticed. Confined to the loop of its peer.
 */
final class SocketLogin {
  /** How soon a credential that counts no more is noticed. */
  private static final long RECHECK_SECONDS = 30;

  private final WebSocketPeer peer;
  private final InetAddress remote;
  private final Credentials credentials;
  private final Executor threads;
  private final Listener listener;
  private @Nullable Caller caller;
  private @Nullable String token;
  private @Nullable Future<?> rechecks;

  /** Told on the loop what was found out. */
  interface Listener {
    /** It is somebody; the first time, or again. */
    void known(Caller caller, boolean first);

    /** It is nobody, or no more. */
    void unknown(boolean first);
  }

  SocketLogin(
      WebSocketPeer peer,
      InetAddress remote,
      Credentials credentials,
      Executor threads,
      Listener listener) {
    this.peer = peer;
    this.remote = remote;
    this.credentials = credentials;
    this.threads = threads;
    this.listener = listener;
  }

  /** Begins to look again now and then, and runs {@code late} after so many seconds. */
  void begin(Runnable late, long afterSeconds) {
    var _ = peer.loop().schedule(late, afterSeconds, TimeUnit.SECONDS);
    rechecks =
        peer.loop()
            .scheduleAtFixedRate(this::recheck, RECHECK_SECONDS, RECHECK_SECONDS, TimeUnit.SECONDS);
  }

  /** Who it is, null while that is not known. */
  @Nullable Caller caller() {
    return caller;
  }

  private void recheck() {
    String held = token;
    if (held != null) {
      authenticate(held);
    }
  }

  /** Finds out whose credential it is. */
  void authenticate(String shown) {
    Caller before = caller;
    threads.execute(
        () -> {
          Caller found = null;
          try {
            found = credentials.caller(shown, remote);
          } catch (ControlException e) {
            // Nobody we know.
          } catch (RuntimeException e) {
            // The store does not answer: who is known stays so until it does.
            found = before;
          }
          Caller known = found;
          peer.loop().execute(() -> authenticated(shown, known));
        });
  }

  private void authenticated(String shown, @Nullable Caller found) {
    boolean first = caller == null;
    if (found == null) {
      listener.unknown(first);
      return;
    }
    caller = found;
    token = shown;
    listener.known(found, first);
  }

  /** The connection is over. */
  void end() {
    Future<?> timer = rechecks;
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
