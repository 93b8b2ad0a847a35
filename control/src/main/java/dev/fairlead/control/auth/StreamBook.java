package dev.fairlead.control.auth;

import dev.fairlead.media.session.StreamKey;
import dev.fairlead.media.session.TenantId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tenant and its streams, with the two ways in. Immutable; any thread. */
public final class StreamBook {
  /** Most streams in one book: the file is rewritten whole with each change. */
  static final int MAX_STREAMS = 10_000;

  private final TenantId tenant;
  private final List<StreamEntry> streams;
  private final Map<Long, KeyedEntry> byKey = new HashMap<>();
  private final Map<String, StreamEntry> byPlaybackId = new HashMap<>();

  /** A stream with the hash of its key. */
  private static final class KeyedEntry {
    private final byte[] keySha256;
    private final StreamEntry entry;

    KeyedEntry(byte[] keySha256, StreamEntry entry) {
      this.keySha256 = keySha256;
      this.entry = entry;
    }
  }

  /**
   * @param tenant who owns all streams
   * @param streams oldest first
   * @throws IllegalArgumentException when a key or a playback id is there twice, or too many are
   */
  StreamBook(TenantId tenant, List<StreamEntry> streams) {
    this.tenant = tenant;
    this.streams = List.copyOf(streams);
    if (streams.size() > MAX_STREAMS) {
      throw new IllegalArgumentException("more than " + MAX_STREAMS + " streams");
    }
    for (StreamEntry stream : streams) {
      byte[] hash = sha256(stream.key());
      if (byKey.put(slot(hash), new KeyedEntry(hash, stream)) != null) {
        throw new IllegalArgumentException("the key of " + stream.name() + " is there twice");
      }
      if (byPlaybackId.put(folded(stream.playbackId()), stream) != null) {
        throw new IllegalArgumentException(
            "playback id " + stream.playbackId() + " is there twice");
      }
    }
  }

  /** Who owns all streams. */
  public TenantId tenant() {
    return tenant;
  }

  /** All streams, oldest first. */
  public List<StreamEntry> streams() {
    return streams;
  }

  /** The stream of that key, or null. Takes as long for a wrong key as for a right one. */
  @Nullable StreamEntry byKey(StreamKey key) {
    byte[] hash = sha256(key);
    KeyedEntry found = byKey.get(slot(hash));
    return found != null && MessageDigest.isEqual(found.keySha256, hash) ? found.entry : null;
  }

  /** The stream of that playback id, or null. */
  public @Nullable StreamEntry byPlaybackId(String playbackId) {
    return byPlaybackId.get(folded(playbackId));
  }

  /**
   * The first bits of a hash find its entry; what they tell about timing tells nothing of a key.
   */
  private static Long slot(byte[] hash) {
    return ByteBuffer.wrap(hash).getLong();
  }

  private static byte[] sha256(StreamKey key) {
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest(folded(key.secret()).getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  private static String folded(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
