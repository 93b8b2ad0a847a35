package dev.fairlead.control.auth;

import dev.fairlead.control.tenant.Hashes;
import dev.fairlead.control.tenant.RandomNames;
import dev.fairlead.media.session.PlayRequest;
import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Names under which viewers go on who showed a credential once: players of HLS and DASH ask for
 * many addresses, and only the first has the credential in it. Any thread.
 *
 * <p>A pass holds what its viewer asked first, so that it can be judged again by other rules. The
 * same viewer with the same credential gets the same pass.
 */
final class ViewerPasses {
  /** Parts playback id and pass in an address; in neither of them. */
  static final char MARK = '~';

  /** Longer than a paused player waits with its next request. */
  static final long UNUSED_NS = 120_000_000_000L;

  /** More than a node of two processors can serve. */
  static final int MAX_PASSES = 200_000;

  private final ConcurrentHashMap<String, Pass> byAlias = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Holder, Pass> byHolder = new ConcurrentHashMap<>();
  private final RandomNames names;
  private final LongSupplier nanoTime;

  /** Who gets the same pass again. */
  private record Holder(
      String playbackId, @Nullable InetAddress address, String agent, String credential) {}

  private static final class Pass {
    private final String alias;
    private final Holder holder;
    private final PlayRequest request;
    private volatile long usedNs;

    Pass(String alias, Holder holder, PlayRequest request, long usedNs) {
      this.alias = alias;
      this.holder = holder;
      this.request = request;
      this.usedNs = usedNs;
    }
  }

  ViewerPasses(RandomNames names, LongSupplier nanoTime) {
    this.names = names;
    this.nanoTime = nanoTime;
  }

  /** The playback id without a pass. */
  static String withoutPass(String id) {
    int mark = id.indexOf(MARK);
    return mark < 0 ? id : id.substring(0, mark);
  }

  static boolean isPass(String id) {
    return id.indexOf(MARK) >= 0;
  }

  /**
   * A pass for whoever sent {@code request}; null when too many are out.
   *
   * @param playbackId as the owner of the stream spells it
   */
  @Nullable String give(PlayRequest request, String playbackId) {
    long nowNs = nanoTime.getAsLong();
    Holder holder =
        new Holder(
            Hashes.fold(playbackId),
            request.remote().getAddress(),
            Hashes.sha256(request.agent()),
            Hashes.sha256(ViewerTokens.of(request)));
    Pass known = byHolder.get(holder);
    if (known == null) {
      if (byAlias.size() >= MAX_PASSES) {
        return null;
      }
      Pass fresh = new Pass(playbackId + MARK + names.internalName(), holder, request, nowNs);
      known = byHolder.putIfAbsent(holder, fresh);
      if (known == null) {
        byAlias.put(fresh.alias, fresh);
        known = fresh;
      }
    }
    known.usedNs = nowNs;
    return known.alias;
  }

  /** What the holder of a pass asked first, or null when there is no such pass any more. */
  @Nullable PlayRequest first(String alias) {
    Pass pass = byAlias.get(alias);
    if (pass == null) {
      return null;
    }
    pass.usedNs = nanoTime.getAsLong();
    return pass.request;
  }

  /** Forgets passes that nobody uses. Call about once a second. */
  void advance() {
    long nowNs = nanoTime.getAsLong();
    for (Pass pass : byAlias.values()) {
      if (nowNs - pass.usedNs > UNUSED_NS) {
        byHolder.remove(pass.holder, pass);
        byAlias.remove(pass.alias, pass);
      }
    }
  }
}
