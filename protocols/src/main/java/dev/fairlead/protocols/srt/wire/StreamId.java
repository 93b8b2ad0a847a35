package dev.fairlead.protocols.srt.wire;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asks for (SRT Access Control of libsrt 1.5). Immutable.
 *
 * <p>Three spellings: {@code #!::r=NAME,m=publish} with further keys, {@code publish:NAME} or
 * {@code play:NAME}, and a bare name, which publishes.
 *
 * @param mode what for
 * @param resource the name asked for, a secret where it is a stream key
 * @param values every key of the long spelling, by its name
 */
public record StreamId(Mode mode, String resource, Map<String, String> values) {
  /** Keys in one stream id: the standard has seven, programs add a few. */
  static final int MAX_KEYS = 32;

  private static final String LONG_SPELLING = "#!::";
  private static final String ESCAPED_SPELLING = "%23!";
  private static final String ANY_SPELLING = "#!";
  private static final String PUBLISH = "publish:";
  private static final String PLAY = "play:";

  /** What a caller wants. */
  public enum Mode {
    PUBLISH,
    PLAY
  }

  /** What came of reading: a stream id, or a reason to refuse. */
  public sealed interface Reading {
    /**
     * It is well-formed.
     *
     * @param id what it says
     */
    record Ok(StreamId id) implements Reading {}

    /**
     * It cannot be served.
     *
     * @param reason for the caller
     */
    record Refused(RejectReason reason) implements Reading {}
  }

  /** Reads a stream id. */
  public static Reading read(String text) {
    // INTEROP: escapes of a URL left in place; seen from ffmpeg 5.1.9 when its URL holds %23 for #
    // (vectors/libsrt-1.5.1-aes192.hex).
    if (text.startsWith(ESCAPED_SPELLING)) {
      try {
        return read(URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8));
      } catch (IllegalArgumentException e) {
        return new Reading.Refused(RejectReason.BAD_REQUEST);
      }
    }
    if (text.startsWith(LONG_SPELLING)) {
      return readLong(text.substring(LONG_SPELLING.length()));
    }
    if (text.startsWith(ANY_SPELLING) || text.isEmpty()) {
      return new Reading.Refused(RejectReason.BAD_REQUEST);
    }
    if (text.startsWith(PLAY)) {
      return named(Mode.PLAY, text.substring(PLAY.length()), Map.of());
    }
    return named(
        Mode.PUBLISH, text.startsWith(PUBLISH) ? text.substring(PUBLISH.length()) : text, Map.of());
  }

  private static Reading readLong(String pairs) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String pair : pairs.split(",", -1)) {
      int equals = pair.indexOf('=');
      if (equals < 1 || values.size() == MAX_KEYS) {
        return new Reading.Refused(RejectReason.BAD_REQUEST);
      }
      values.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    if (!values.getOrDefault("t", "stream").equals("stream")) {
      return new Reading.Refused(RejectReason.UNSUPPORTED_MEDIA);
    }
    Mode mode = mode(values.getOrDefault("m", "request"));
    return mode == null
        ? new Reading.Refused(RejectReason.BAD_MODE)
        : named(mode, values.getOrDefault("r", ""), values);
  }

  private static @Nullable Mode mode(String value) {
    return switch (value) {
      case "publish" -> Mode.PUBLISH;
      case "request" -> Mode.PLAY;
      default -> null;
    };
  }

  private static Reading named(Mode mode, String resource, Map<String, String> values) {
    return resource.isEmpty()
        ? new Reading.Refused(RejectReason.BAD_REQUEST)
        : new Reading.Ok(new StreamId(mode, resource, Map.copyOf(values)));
  }

  /** Never the name, which may be a stream key. */
  @Override
  public String toString() {
    return "StreamId[" + mode + "]";
  }
}
