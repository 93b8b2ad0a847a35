package dev.fairlead.control.config;

import dev.fairlead.control.outbound.MailServer;
import dev.fairlead.control.store.PostgresUrl;
import dev.fairlead.protocols.http.AddressBlock;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The configuration as the node uses it. Immutable; any thread.
 *
 * @param dataDir everything the node owns
 * @param storeUrl where tenants and streams are kept, empty for the data folder
 * @param rtmp plain RTMP
 * @param rtmps RTMP over TLS
 * @param srt SRT
 * @param srtRules of SRT connections
 * @param http public HTTP
 * @param https public HTTPS
 * @param webrtc WebRTC media
 * @param control metrics and health
 * @param people who sign up and in
 * @param tls certificate, or null for none
 * @param publish rules for publishers
 * @param segment lengths
 * @param gop what is kept for joining viewers
 * @param egressWindowMs how long media is gathered for viewers, {@link #ADAPTIVE} when the node
 *     decides
 * @param trustedProxies believed about their clients
 * @param outboundAllowed networks that webhooks may reach beside the public one
 * @param httpGrants what clients of HTTP are granted
 * @param log what is logged
 * @param loopThreads event loops, at least 1
 * @param sound what is bridged
 */
public record Settings(
    Path dataDir,
    String storeUrl,
    Listener rtmp,
    Listener rtmps,
    Listener srt,
    SrtRules srtRules,
    Listener http,
    Listener https,
    WebRtc webrtc,
    Listener control,
    People people,
    @Nullable Tls tls,
    Publish publish,
    SegmentLengths segment,
    GopBounds gop,
    int egressWindowMs,
    List<AddressBlock> trustedProxies,
    List<AddressBlock> outboundAllowed,
    HttpGrants httpGrants,
    Log log,
    int loopThreads,
    Sound sound) {
  /** Stands for a window that follows the load. */
  public static final int ADAPTIVE = Integer.MIN_VALUE;

  /**
   * One port.
   *
   * @param name of the keys, such as {@code rtmp}
   * @param bind address
   * @param port 0 for any free one
   */
  public record Listener(String name, String bind, int port) {}

  /**
   * WebRTC media.
   *
   * @param listener its UDP port
   * @param addresses told to peers in place of this machine's own; may be empty
   * @param iceServers URIs of STUN and TURN servers
   */
  public record WebRtc(Listener listener, List<InetAddress> addresses, List<String> iceServers) {
    public WebRtc {
      addresses = List.copyOf(addresses);
      iceServers = List.copyOf(iceServers);
    }
  }

  /**
   * People who sign up and in.
   *
   * @param signUp whether they may make accounts for themselves
   * @param consoleUrl how they reach the control port, empty for this machine
   * @param mailServer takes mails, null when the log does
   * @param mailFrom where mails come from
   */
  public record People(
      boolean signUp, String consoleUrl, @Nullable MailServer mailServer, String mailFrom) {}

  /**
   * Files of the certificate.
   *
   * @param certificate chain in PEM
   * @param key private key in PEM
   */
  public record Tls(Path certificate, Path key) {}

  /**
   * Rules of SRT connections.
   *
   * @param latencyMs least latency
   * @param passphrase empty for none
   * @param pulls listeners to fetch from
   * @param pushes listeners to send to
   */
  public record SrtRules(
      int latencyMs, String passphrase, List<SrtCall> pulls, List<SrtCall> pushes) {
    /** Never the passphrase. */
    @Override
    public String toString() {
      return "SrtRules[" + latencyMs + " ms]";
    }
  }

  /**
   * An SRT listener to call.
   *
   * @param name a stream key to publish under, or the playback id of what is sent
   * @param address where
   */
  public record SrtCall(String name, String address) {
    static List<SrtCall> of(String value) {
      return ValueRange.Calls.entries(value).stream()
          .map(entry -> entry.split("=", 2))
          .map(parts -> new SrtCall(parts[0], parts[1]))
          .toList();
    }

    /** Never the name, which may be a key, nor the address, which may have one. */
    @Override
    public String toString() {
      return "SrtCall[redacted]";
    }
  }

  /**
   * Rules for publishers.
   *
   * @param takeover whether a second publisher replaces the first
   * @param graceMs how long a broadcast waits for its publisher
   */
  public record Publish(boolean takeover, int graceMs) {}

  /**
   * Lengths of HLS and DASH.
   *
   * @param minMs shortest segment
   * @param maxMs longest segment
   * @param partMs longest part
   * @param windowMs media that stays available
   */
  public record SegmentLengths(int minMs, int maxMs, int partMs, int windowMs) {}

  /**
   * What is kept for joining viewers.
   *
   * @param maxMs longest span
   * @param maxBytes most bytes
   */
  public record GopBounds(int maxMs, int maxBytes) {}

  /**
   * What clients of HTTP are granted.
   *
   * @param connections of all clients
   * @param connectionsPerAddress of one client address
   * @param requestsPerSecond on one connection
   */
  public record HttpGrants(int connections, int connectionsPerAddress, int requestsPerSecond) {}

  /**
   * What is logged.
   *
   * @param level least severity
   * @param format {@code text} or {@code json}
   * @param access whether requests are
   * @param addresses {@code full}, {@code network} or {@code none}
   */
  public record Log(String level, String format, boolean access, String addresses) {}

  /**
   * Sound that is decoded and encoded.
   *
   * @param threads at least 1
   * @param lingerMs how long it goes on when nobody needs it
   */
  public record Sound(int threads, int lingerMs) {}

  /**
   * Makes settings of values, each already checked alone.
   *
   * @throws ConfigException when values contradict each other
   */
  public static Settings of(ConfigValues values) throws ConfigException {
    List<String> problems = new ArrayList<>();
    Tls tls = tls(values, problems);
    SegmentLengths segment =
        new SegmentLengths(
            values.number(ConfigKey.SEGMENT_MS),
            values.number(ConfigKey.SEGMENT_MAX_MS),
            values.number(ConfigKey.SEGMENT_PART_MS),
            values.number(ConfigKey.SEGMENT_WINDOW_MS));
    order(values, ConfigKey.SEGMENT_PART_MS, ConfigKey.SEGMENT_MS, 1, problems);
    order(values, ConfigKey.SEGMENT_MS, ConfigKey.SEGMENT_MAX_MS, 1, problems);
    // A playlist holds at least three target durations (RFC 8216bis §6.2.2).
    order(values, ConfigKey.SEGMENT_MS, ConfigKey.SEGMENT_WINDOW_MS, 3, problems);
    store(values, problems);
    MailServer mailServer = mailServer(values, problems);
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    int processors = Runtime.getRuntime().availableProcessors();
    int threads = values.number(ConfigKey.LOOPS_THREADS);
    int soundThreads = values.number(ConfigKey.SOUND_THREADS);
    return new Settings(
        Path.of(values.text(ConfigKey.DATA_DIR)),
        values.text(ConfigKey.STORE_URL),
        listener("rtmp", values, ConfigKey.RTMP_BIND, ConfigKey.RTMP_PORT),
        listener("rtmps", values, ConfigKey.RTMPS_BIND, ConfigKey.RTMPS_PORT),
        listener("srt", values, ConfigKey.SRT_BIND, ConfigKey.SRT_PORT),
        new SrtRules(
            values.number(ConfigKey.SRT_LATENCY_MS),
            values.text(ConfigKey.SRT_PASSPHRASE),
            SrtCall.of(values.text(ConfigKey.SRT_PULL)),
            SrtCall.of(values.text(ConfigKey.SRT_PUSH))),
        listener("http", values, ConfigKey.HTTP_BIND, ConfigKey.HTTP_PORT),
        listener("https", values, ConfigKey.HTTPS_BIND, ConfigKey.HTTPS_PORT),
        new WebRtc(
            listener("webrtc", values, ConfigKey.WEBRTC_BIND, ConfigKey.WEBRTC_PORT),
            ValueRange.Networks.entries(values.text(ConfigKey.WEBRTC_ADDRESSES)).stream()
                .map(InetAddress::ofLiteral)
                .toList(),
            ValueRange.Networks.entries(values.text(ConfigKey.WEBRTC_ICE_SERVERS))),
        listener("control", values, ConfigKey.CONTROL_BIND, ConfigKey.CONTROL_PORT),
        new People(
            values.isTrue(ConfigKey.SIGN_UP),
            values.text(ConfigKey.CONSOLE_URL),
            mailServer,
            values.text(ConfigKey.MAIL_FROM)),
        tls,
        new Publish(
            values.isTrue(ConfigKey.PUBLISH_TAKEOVER), values.number(ConfigKey.PUBLISH_GRACE_MS)),
        segment,
        new GopBounds(values.number(ConfigKey.GOP_MAX_MS), values.number(ConfigKey.GOP_MAX_BYTES)),
        values.text(ConfigKey.EGRESS_WINDOW_MS).equals("adaptive")
            ? ADAPTIVE
            : values.number(ConfigKey.EGRESS_WINDOW_MS),
        ValueRange.Networks.entries(values.text(ConfigKey.HTTP_TRUSTED_PROXIES)).stream()
            .map(AddressBlock::parse)
            .toList(),
        ValueRange.Networks.entries(values.text(ConfigKey.OUTBOUND_ALLOWED)).stream()
            .map(AddressBlock::parse)
            .toList(),
        new HttpGrants(
            values.number(ConfigKey.HTTP_MAX_CONNECTIONS),
            values.number(ConfigKey.HTTP_MAX_CONNECTIONS_PER_ADDRESS),
            values.number(ConfigKey.HTTP_MAX_REQUESTS_PER_SECOND)),
        new Log(
            values.text(ConfigKey.LOG_LEVEL),
            values.text(ConfigKey.LOG_FORMAT),
            values.isTrue(ConfigKey.LOG_ACCESS),
            values.text(ConfigKey.LOG_ADDRESSES)),
        threads == 0 ? processors : threads,
        new Sound(
            soundThreads == 0 ? (processors + 1) / 2 : soundThreads,
            values.number(ConfigKey.SOUND_LINGER_MS)));
  }

  private static Listener listener(
      String name, ConfigValues values, ConfigKey bind, ConfigKey port) {
    return new Listener(name, values.text(bind), values.number(port));
  }

  private static @Nullable Tls tls(ConfigValues values, List<String> problems) {
    String certificate = values.text(ConfigKey.TLS_CERTIFICATE);
    String key = values.text(ConfigKey.TLS_KEY);
    if (certificate.isEmpty() && key.isEmpty()) {
      return null;
    }
    if (certificate.isEmpty() || key.isEmpty()) {
      ConfigKey given = certificate.isEmpty() ? ConfigKey.TLS_KEY : ConfigKey.TLS_CERTIFICATE;
      ConfigKey missing = certificate.isEmpty() ? ConfigKey.TLS_CERTIFICATE : ConfigKey.TLS_KEY;
      problems.add(
          values.value(given).source()
              + ": "
              + given.id()
              + " needs "
              + missing.id()
              + " beside it");
    }
    return new Tls(Path.of(certificate), Path.of(key));
  }

  private static @Nullable MailServer mailServer(ConfigValues values, List<String> problems) {
    String url = values.text(ConfigKey.MAIL_SERVER);
    try {
      return url.isEmpty() ? null : MailServer.of(url);
    } catch (IllegalArgumentException e) {
      problems.add(
          values.value(ConfigKey.MAIL_SERVER).source()
              + ": "
              + ConfigKey.MAIL_SERVER.id()
              + ": "
              + e.getMessage());
      return null;
    }
  }

  private static void store(ConfigValues values, List<String> problems) {
    String url = values.text(ConfigKey.STORE_URL);
    try {
      if (!url.isEmpty()) {
        String _ = PostgresUrl.jdbc(url);
      }
    } catch (IllegalArgumentException e) {
      problems.add(
          values.value(ConfigKey.STORE_URL).source()
              + ": "
              + ConfigKey.STORE_URL.id()
              + ": "
              + e.getMessage());
    }
  }

  private static void order(
      ConfigValues values, ConfigKey small, ConfigKey large, int factor, List<String> problems) {
    if ((long) values.number(small) * factor > values.number(large)) {
      ConfigSource source = values.value(small).source();
      ConfigSource where =
          source.equals(ConfigSource.DEFAULT) ? values.value(large).source() : source;
      String times = factor == 1 ? "" : factor + " times ";
      problems.add(
          "%s: %s (%s) must be at least %s%s (%s)"
              .formatted(
                  where, large.id(), values.text(large), times, small.id(), values.text(small)));
    }
  }
}
