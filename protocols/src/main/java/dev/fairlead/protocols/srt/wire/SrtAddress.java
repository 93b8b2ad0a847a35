package dev.fairlead.protocols.srt.wire;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where to call, as programs of libsrt write it: {@code srt://HOST:PORT?streamid=…&latency=…}.
 * Immutable. Parameters that concern listeners or other programs are passed over.
 *
 * @param host a name or an address
 * @param port of the listener
 * @param streamId what to ask for, may be a secret
 * @param latencyMs both ways, {@link #UNSET} for what is configured
 * @param passphrase empty for none
 * @param keyBytes 16, 24 or 32
 */
public record SrtAddress(
    String host, int port, String streamId, int latencyMs, String passphrase, int keyBytes) {
  /** Not told. */
  public static final int UNSET = -1;

  private static final int MAX_LATENCY_MS = 8_000;
  private static final int MAX_PORT = 65_535;
  private static final int MIN_PASSPHRASE_CHARS = 10;
  private static final int MAX_PASSPHRASE_CHARS = 79;
  private static final int DEFAULT_KEY_BYTES = 16;

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException when it is none; the message says why and holds no secret
   */
  public static SrtAddress parse(String text) {
    URI uri = uri(text);
    String host = uri.getHost();
    if (!"srt".equals(uri.getScheme()) || host == null || host.isEmpty()) {
      throw new IllegalArgumentException("must begin with srt://HOST:PORT");
    }
    if (uri.getPort() <= 0 || uri.getPort() > MAX_PORT) {
      throw new IllegalArgumentException("must name a port");
    }
    Map<String, String> parameters = parameters(uri.getRawQuery());
    String mode = parameters.getOrDefault("mode", "caller");
    if (!mode.equals("caller") && !mode.equals("client")) {
      throw new IllegalArgumentException("mode must be caller");
    }
    String passphrase = parameters.getOrDefault("passphrase", "");
    if (!passphrase.isEmpty()
        && (passphrase.length() < MIN_PASSPHRASE_CHARS
            || passphrase.length() > MAX_PASSPHRASE_CHARS)) {
      throw new IllegalArgumentException("passphrase must have 10 to 79 characters");
    }
    int keyBytes = number(parameters, "pbkeylen", DEFAULT_KEY_BYTES, 0, 32);
    if (keyBytes == 0) {
      keyBytes = DEFAULT_KEY_BYTES;
    }
    if (keyBytes != 16 && keyBytes != 24 && keyBytes != 32) {
      throw new IllegalArgumentException("pbkeylen must be 16, 24 or 32");
    }
    String streamId = parameters.getOrDefault("streamid", "");
    if (streamId.getBytes(StandardCharsets.UTF_8).length
        > HandshakeExtensions.MAX_STREAM_ID_BYTES) {
      throw new IllegalArgumentException(
          "streamid must have at most " + HandshakeExtensions.MAX_STREAM_ID_BYTES + " bytes");
    }
    String bareHost = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return new SrtAddress(
        bareHost,
        uri.getPort(),
        streamId,
        number(parameters, "latency", UNSET, 0, MAX_LATENCY_MS),
        passphrase,
        keyBytes);
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e.getReason());
    }
  }

  private static Map<String, String> parameters(@Nullable String query) {
    Map<String, String> all = new TreeMap<>();
    if (query != null) {
      for (String pair : query.split("&", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          // A plus sign stands for itself: this is no form.
          String value = pair.substring(equals + 1).replace("+", "%2B");
          all.put(pair.substring(0, equals), URLDecoder.decode(value, StandardCharsets.UTF_8));
        }
      }
    }
    return all;
  }

  private static int number(
      Map<String, String> parameters, String name, int byDefault, int least, int most) {
    String text = parameters.get(name);
    if (text == null) {
      return byDefault;
    }
    try {
      int value = Integer.parseInt(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException(name + " must be from " + least + " to " + most);
  }

  /** Where it is, without any secret. */
  @Override
  public String toString() {
    return "srt://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
