package dev.fairlead.control.config;

import dev.fairlead.control.config.ValueRange.Addresses;
import dev.fairlead.control.config.ValueRange.Calls;
import dev.fairlead.control.config.ValueRange.Choice;
import dev.fairlead.control.config.ValueRange.Networks;
import dev.fairlead.control.config.ValueRange.Secret;
import dev.fairlead.control.config.ValueRange.Text;
import dev.fairlead.control.config.ValueRange.Whole;
import dev.fairlead.control.config.ValueRange.WordOrWhole;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Everything that can be configured. The reference, the checks and the defaults come from here. */
public enum ConfigKey {
  DATA_DIR(
      "data.dir",
      new Text("a folder", false),
      "data",
      "Folder of everything the node owns; `--data` sets it."),

  STORE_URL(
      "store.url",
      new Text("postgresql://USER:PASSWORD@HOST:PORT/DATABASE, or empty for the data folder", true),
      "",
      "Where tenants, streams and keys are kept: in the data folder, or in PostgreSQL 15 or"
          + " newer."),

  RTMP_PORT("rtmp.port", port(), "1935", "RTMP, publish and play; 0 takes any free port."),
  RTMP_BIND("rtmp.bind", address(), "0.0.0.0", "Address on which RTMP listens."),
  RTMPS_PORT(
      "rtmps.port", port(), "1936", "RTMP over TLS; listens when a certificate is configured."),
  RTMPS_BIND("rtmps.bind", address(), "0.0.0.0", "Address on which RTMP over TLS listens."),
  SRT_PORT("srt.port", port(), "8889", "SRT over UDP, publish and play; 0 takes any free port."),
  SRT_BIND("srt.bind", address(), "0.0.0.0", "Address on which SRT listens."),
  SRT_LATENCY_MS(
      "srt.latency_ms",
      new Whole(20, 8_000, "ms"),
      "120",
      "Time that SRT has to make losses good; a peer that asks for more gets more."),
  SRT_PASSPHRASE(
      "srt.passphrase",
      new Secret(10, 79),
      "",
      "Passphrase that SRT publishers and viewers need; empty for none."),
  SRT_PULL(
      "srt.pull",
      new Calls("STREAM_KEY"),
      "",
      "SRT listeners to fetch from, each published under a stream key; called again whenever they"
          + " are gone. Parameters: `streamid`, `latency`, `passphrase`, `pbkeylen`."),
  SRT_PUSH(
      "srt.push",
      new Calls("PLAYBACK_ID"),
      "",
      "SRT listeners to send broadcasts to while these are live, with the same parameters."),
  HTTP_PORT("http.port", port(), "8080", "Public HTTP; 0 takes any free port."),
  HTTP_BIND("http.bind", address(), "0.0.0.0", "Address on which public HTTP listens."),
  HTTPS_PORT(
      "https.port",
      port(),
      "8443",
      "Public HTTPS with HTTP/2; listens when a certificate is configured."),
  HTTPS_BIND("https.bind", address(), "0.0.0.0", "Address on which public HTTPS listens."),
  WEBRTC_PORT(
      "webrtc.port",
      port(),
      "18203",
      "WebRTC media over UDP, one port for all sessions; 0 takes any free port."),
  WEBRTC_BIND("webrtc.bind", address(), "0.0.0.0", "Address on which WebRTC media is received."),
  WEBRTC_ADDRESSES(
      "webrtc.addresses",
      new Addresses(),
      "",
      "Addresses told to WebRTC peers, separated by commas, for a node behind NAT; empty tells"
          + " those of this machine."),
  WEBRTC_ICE_SERVERS(
      "webrtc.ice_servers",
      new Text("STUN and TURN URIs separated by commas, or empty", true),
      "",
      "STUN and TURN servers told to WebRTC peers, such as `stun:stun.example.net:3478`."),
  CONTROL_PORT(
      "control.port",
      port(),
      "4242",
      "API, console, metrics and health over HTTP; 0 takes any free port."),
  CONTROL_BIND(
      "control.bind",
      address(),
      "127.0.0.1",
      "Address on which the control port listens; whoever reaches it may read metrics."),

  SIGN_UP(
      "accounts.sign_up",
      yesNo(),
      "true",
      "Whether people may make a tenant and an account for themselves on the control port."),
  CONSOLE_URL(
      "console.url",
      new Text("an address such as https://stream.example.org, or empty", true),
      "",
      "How people reach the control port, for links in mails; empty for this machine."),

  MAIL_SERVER(
      "mail.server",
      new Text("smtp://USER:PASSWORD@HOST:PORT or smtps://…, or empty", true),
      "",
      "Server that takes mails to people who sign up or forget their password; empty writes the"
          + " mails to the log."),
  MAIL_FROM(
      "mail.from",
      new Text("an address", false),
      "fairlead@localhost",
      "Address that mails come from."),

  TLS_CERTIFICATE(
      "tls.certificate",
      new Text("a PEM file, or empty for no TLS", true),
      "",
      "Certificate chain in PEM; enables RTMPS and HTTPS together with `tls.key`."),
  TLS_KEY(
      "tls.key",
      new Text("a PEM file, or empty for no TLS", true),
      "",
      "Private key in PEM (PKCS #8), not encrypted."),

  PUBLISH_TAKEOVER(
      "publish.takeover",
      yesNo(),
      "false",
      "Whether a second publisher with the same key replaces the first instead of being refused."),
  PUBLISH_GRACE_MS(
      "publish.grace_ms",
      new Whole(0, 600_000, "ms"),
      "10000",
      "How long a broadcast waits for its publisher to reconnect; 0 ends it at once."),

  SEGMENT_MS(
      "segment.min_ms",
      new Whole(500, 30_000, "ms"),
      "2000",
      "Shortest HLS and DASH segment: it ends at the first key picture from here on."),
  SEGMENT_MAX_MS(
      "segment.max_ms",
      new Whole(1_000, 60_000, "ms"),
      "10000",
      "Longest segment: it is cut without a key picture then."),
  SEGMENT_PART_MS(
      "segment.part_ms",
      new Whole(50, 2_000, "ms"),
      "200",
      "Longest part of a segment: the step of low-latency playback."),
  SEGMENT_WINDOW_MS(
      "segment.window_ms",
      new Whole(6_000, 14_400_000, "ms"),
      "60000",
      "Length of media that viewers can seek back; it is held in memory."),

  GOP_MAX_MS(
      "gop.max_ms",
      new Whole(500, 120_000, "ms"),
      "30000",
      "Longest span of media kept for viewers who join between key pictures."),
  GOP_MAX_BYTES(
      "gop.max_bytes",
      new Whole(65_536, 1_073_741_824, "bytes"),
      "16777216",
      "Most bytes kept for joining viewers, per broadcast."),

  EGRESS_WINDOW_MS(
      "egress.window_ms",
      new WordOrWhole("adaptive", new Whole(0, 2_000, "ms")),
      "adaptive",
      "How long media is gathered before it is sent to RTMP, FLV, TS and MP4 viewers: 0 sends with"
          + " every picture, more costs delay and saves processor time."),

  HTTP_TRUSTED_PROXIES(
      "http.trusted_proxies",
      new Networks(),
      "127.0.0.0/8,::1/128",
      "Proxies whose `Forwarded` and `X-Forwarded-*` headers are believed, separated by commas."),

  OUTBOUND_ALLOWED(
      "outbound.allowed_networks",
      new Networks(),
      "",
      "Networks beside the public one that webhooks of tenants may reach, separated by commas."),
  HTTP_MAX_CONNECTIONS(
      "http.max_connections",
      new Whole(16, 1_000_000, "connections"),
      "65536",
      "Most connections at a time; further ones are closed."),
  HTTP_MAX_CONNECTIONS_PER_ADDRESS(
      "http.max_connections_per_address",
      new Whole(1, 1_000_000, "connections"),
      "2048",
      "Most connections of one client address; does not apply to trusted proxies."),
  HTTP_MAX_REQUESTS_PER_SECOND(
      "http.max_requests_per_second",
      new Whole(1, 1_000_000, "requests"),
      "500",
      "Most requests a second on one connection, beyond which they are answered 429; does not apply"
          + " to trusted proxies."),

  LOG_LEVEL(
      "log.level",
      new Choice(List.of("debug", "info", "warning", "error")),
      "info",
      "Least severity that is logged."),
  LOG_FORMAT(
      "log.format",
      new Choice(List.of("text", "json")),
      "text",
      "One line of text, or one JSON object, per event, on standard error."),
  LOG_ACCESS("log.access", yesNo(), "false", "Whether every HTTP request is logged."),
  LOG_ADDRESSES(
      "log.addresses",
      new Choice(List.of("full", "network", "none")),
      "network",
      "How much of a peer's address is logged: all, the network (/24 or /48), nothing."),

  LOOPS_THREADS(
      "loops.threads",
      new Whole(0, 256, "threads"),
      "0",
      "Event loops; 0 makes one per processor."),

  SOUND_THREADS(
      "sound.threads",
      new Whole(0, 256, "threads"),
      "0",
      "Threads that decode and encode sound for viewers who do not know the publisher's; 0 makes"
          + " one for two processors."),
  SOUND_LINGER_MS(
      "sound.linger_ms",
      new Whole(0, 600_000, "ms"),
      "10000",
      "How long sound goes on being decoded and encoded when the last viewer who needs it is"
          + " gone.");

  private final String id;

  @SuppressWarnings("ImmutableEnumChecker") // Ranges are records of immutable values.
  private final ValueRange range;

  private final String byDefault;
  private final String sentence;

  ConfigKey(String id, ValueRange range, String byDefault, String sentence) {
    this.id = id;
    this.range = range;
    this.byDefault = byDefault;
    this.sentence = sentence;
  }

  /** As written in files and with {@code --set}. */
  public String id() {
    return id;
  }

  /** As written in the environment. */
  public String environmentName() {
    return "FAIRLEAD_" + id.replace('.', '_').toUpperCase(Locale.ROOT);
  }

  /** The value when nothing sets it. */
  public String byDefault() {
    return byDefault;
  }

  /** What it is for, in a sentence. */
  public String sentence() {
    return sentence;
  }

  ValueRange range() {
    return range;
  }

  /** The key of that id, or null. */
  static @Nullable ConfigKey find(String id) {
    for (ConfigKey key : values()) {
      if (key.id.equals(id)) {
        return key;
      }
    }
    return null;
  }

  private static ValueRange port() {
    return new Whole(0, 65_535, "port");
  }

  private static ValueRange address() {
    return new Text("an address or host name of this machine", false);
  }

  private static ValueRange yesNo() {
    return new Choice(List.of("true", "false"));
  }
}
