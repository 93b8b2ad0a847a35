package dev.fairlead.protocols.sdp.negotiation;

import dev.fairlead.protocols.sdp.wire.MediaDescription;
import dev.fairlead.protocols.sdp.wire.SdpAttribute;
import dev.fairlead.protocols.sdp.wire.SdpException;
import dev.fairlead.protocols.sdp.wire.SdpParser;
import dev.fairlead.protocols.sdp.wire.SessionDescription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Understands the attributes of an offer. Stateless.
 *
 * <p>What a session may not lack is refused here; what is merely odd is left out, since a session
 * without one extension or codec beats none.
 */
public final class OfferReader {
  /** Hosts with many interfaces list each for every media description; browsers stay under 40. */
  static final int MAX_CANDIDATES = 100;

  /** One certificate, hashed in a few ways. */
  static final int MAX_FINGERPRINTS = 8;

  /** Browsers send three layers. */
  static final int MAX_RIDS = 8;

  /** Three layers with retransmissions, and FEC. */
  static final int MAX_SOURCES = 16;

  /** Browsers have 15. */
  static final int MAX_EXTENSIONS = 64;

  /** Ids of header extensions with two-byte heads (RFC 8285 §4.3). */
  private static final int MAX_EXTENSION_ID = 255;

  /** RFC 8851 §5 sets no bound; browsers' are one to ten characters long. */
  private static final int MAX_TOKEN_CHARS = 64;

  private static final int MAX_PAYLOAD_TYPE = 127;

  /** RFC 3551 §6: static payload types need no rtpmap; only these come up beside WebRTC. */
  private static final Map<Integer, String> STATIC_ENCODINGS =
      Map.of(0, "PCMU", 8, "PCMA", 9, "G722", 13, "CN");

  private static final int STATIC_CLOCK_RATE_HZ = 8_000;

  private final SessionDescription session;
  private final Set<String> bundle;

  private OfferReader(SessionDescription session) {
    this.session = session;
    bundle = firstBundle(session);
  }

  /**
   * Reads the text of an offer.
   *
   * @throws SdpException with the reason when no session can come of it
   */
  public static Offer read(String text) {
    SessionDescription session = SdpParser.parse(text);
    if (session.media().isEmpty()) {
      throw new SdpException("The offer has no media description");
    }
    return new OfferReader(session).read();
  }

  private Offer read() {
    List<OfferedMedia> media = new ArrayList<>();
    Set<String> mids = new HashSet<>();
    for (MediaDescription section : session.media()) {
      OfferedMedia offered = media(section);
      if (!offered.mid().isEmpty() && !mids.add(offered.mid())) {
        throw SdpException.quoting("Two media descriptions have the same mid", offered.mid());
      }
      media.add(offered);
    }
    return new Offer(
        media,
        fingerprints(),
        candidates(),
        session.has("ice-lite"),
        hasTrickle(),
        session.has("extmap-allow-mixed") || anyMediaHas("extmap-allow-mixed"));
  }

  private static Set<String> firstBundle(SessionDescription session) {
    for (SdpAttribute attribute : session.attributes()) {
      if (attribute.name().equals("group") && attribute.value().startsWith("BUNDLE")) {
        String[] tags = attribute.value().trim().split(" +", SdpParser.MAX_MEDIA + 2);
        return new LinkedHashSet<>(List.of(tags).subList(1, tags.length));
      }
    }
    return Set.of();
  }

  private boolean anyMediaHas(String name) {
    return session.media().stream().anyMatch(section -> section.has(name));
  }

  private boolean hasTrickle() {
    return isTrickle(session.first("ice-options"))
        || session.media().stream().anyMatch(section -> isTrickle(section.first("ice-options")));
  }

  private static boolean isTrickle(@Nullable String options) {
    return options != null && List.of(options.split(" ", -1)).contains("trickle");
  }

  private List<Fingerprint> fingerprints() {
    Set<Fingerprint> found = new LinkedHashSet<>();
    for (SdpAttribute attribute : session.attributes()) {
      addFingerprint(attribute.name(), attribute.value(), found);
    }
    for (MediaDescription section : session.media()) {
      for (SdpAttribute attribute : section.attributes()) {
        addFingerprint(attribute.name(), attribute.value(), found);
      }
    }
    if (found.isEmpty()) {
      throw new SdpException(
          "The offer has no fingerprint: media must be encrypted with DTLS-SRTP");
    }
    return new ArrayList<>(found);
  }

  private static void addFingerprint(String name, String value, Set<Fingerprint> found) {
    if (name.equals("fingerprint") && found.size() < MAX_FINGERPRINTS) {
      found.add(Fingerprint.parse(value));
    }
  }

  /** Browsers repeat candidates in bundled media; once is enough. */
  private List<String> candidates() {
    Set<String> found = new LinkedHashSet<>();
    for (MediaDescription section : session.media()) {
      for (String candidate : section.all("candidate")) {
        if (found.size() < MAX_CANDIDATES) {
          found.add(candidate);
        }
      }
    }
    return new ArrayList<>(found);
  }

  // One media description.

  private OfferedMedia media(MediaDescription section) {
    String mid = token(section.first("mid"));
    boolean bundled = bundle.contains(mid);
    // INTEROP: with bundle-only, port 0 does not mean that the offerer does without (RFC 9143
    // §6); seen from GStreamer 1.22 webrtcbin (offers/gstreamer-1.22-whip.sdp).
    boolean rejected = section.port() == 0 && !(bundled && section.has("bundle-only"));
    return new OfferedMedia(
        section.kind(),
        section.protocol(),
        rejected,
        mid,
        bundled,
        direction(section),
        section.has("rtcp-mux") || section.has("rtcp-mux-only"),
        section.has("rtcp-rsize"),
        ice(section),
        setup(section),
        formats(section),
        section.formats(),
        extensions(section),
        sources(section),
        rids(section));
  }

  private Direction direction(MediaDescription section) {
    for (Direction direction : Direction.values()) {
      if (section.has(direction.attribute())) {
        return direction;
      }
    }
    for (Direction direction : Direction.values()) {
      if (session.has(direction.attribute())) {
        return direction;
      }
    }
    return Direction.SENDRECV;
  }

  private @Nullable IceCredentials ice(MediaDescription section) {
    String ufrag = section.first("ice-ufrag");
    String pwd = section.first("ice-pwd");
    if (ufrag == null || pwd == null) {
      ufrag = session.first("ice-ufrag");
      pwd = session.first("ice-pwd");
    }
    return ufrag == null || pwd == null ? null : new IceCredentials(ufrag, pwd);
  }

  private String setup(MediaDescription section) {
    String value = section.first("setup");
    if (value == null) {
      value = session.first("setup");
    }
    return value == null ? "actpass" : value.toLowerCase(Locale.ROOT);
  }

  private static List<OfferedFormat> formats(MediaDescription section) {
    Map<Integer, String> rtpmaps = byPayloadType(section.all("rtpmap"));
    Map<Integer, String> parameters = byPayloadType(section.all("fmtp"));
    List<OfferedFormat> formats = new ArrayList<>();
    Set<Integer> seen = new HashSet<>();
    for (String text : section.formats()) {
      int payloadType = SdpParser.number(text, MAX_PAYLOAD_TYPE);
      String encoding = rtpmaps.get(payloadType);
      if (payloadType < 0 || !seen.add(payloadType)) {
        continue;
      }
      OfferedFormat format =
          encoding == null
              ? staticFormat(payloadType)
              : format(
                  payloadType,
                  encoding,
                  FormatParameters.parse(parameters.getOrDefault(payloadType, "")),
                  feedback(section, text));
      if (format != null) {
        formats.add(format);
      }
    }
    return formats;
  }

  private static Map<Integer, String> byPayloadType(List<String> values) {
    Map<Integer, String> found = new HashMap<>();
    for (String value : values) {
      int space = value.indexOf(' ');
      int payloadType = space < 0 ? -1 : SdpParser.number(value.substring(0, space), 127);
      if (payloadType >= 0) {
        found.putIfAbsent(payloadType, value.substring(space + 1).trim());
      }
    }
    return found;
  }

  private static @Nullable OfferedFormat staticFormat(int payloadType) {
    String encoding = STATIC_ENCODINGS.get(payloadType);
    return encoding == null
        ? null
        : new OfferedFormat(
            payloadType, encoding, STATIC_CLOCK_RATE_HZ, 1, FormatParameters.NONE, Set.of());
  }

  private static @Nullable OfferedFormat format(
      int payloadType, String rtpmap, FormatParameters parameters, Set<String> feedback) {
    String[] fields = rtpmap.split("/", 4);
    int clockRateHz = fields.length < 2 ? -1 : SdpParser.number(fields[1], Integer.MAX_VALUE);
    int channels = fields.length < 3 ? 1 : SdpParser.number(fields[2], 255);
    if (clockRateHz < 1 || channels < 1 || fields[0].length() > MAX_TOKEN_CHARS) {
      return null;
    }
    return new OfferedFormat(
        payloadType,
        fields[0].toUpperCase(Locale.ROOT),
        clockRateHz,
        channels,
        parameters,
        feedback);
  }

  private static Set<String> feedback(MediaDescription section, String payloadType) {
    Set<String> kinds = new LinkedHashSet<>();
    for (String value : section.all("rtcp-fb")) {
      int space = value.indexOf(' ');
      String about = space < 0 ? "" : value.substring(0, space);
      if (about.equals("*") || about.equals(payloadType)) {
        kinds.add(value.substring(space + 1).trim().toLowerCase(Locale.ROOT));
      }
    }
    return kinds;
  }

  private Map<String, Integer> extensions(MediaDescription section) {
    Map<String, Integer> found = new LinkedHashMap<>();
    Set<Integer> ids = new HashSet<>();
    for (SdpAttribute attribute : session.attributes()) {
      addExtension(attribute, found, ids);
    }
    for (SdpAttribute attribute : section.attributes()) {
      addExtension(attribute, found, ids);
    }
    return found;
  }

  private static void addExtension(
      SdpAttribute attribute, Map<String, Integer> found, Set<Integer> ids) {
    if (!attribute.name().equals("extmap") || found.size() == MAX_EXTENSIONS) {
      return;
    }
    String[] fields = attribute.value().split(" +", 3);
    if (fields.length < 2) {
      return;
    }
    int slash = fields[0].indexOf('/'); // A direction may follow the id.
    int id =
        SdpParser.number(slash < 0 ? fields[0] : fields[0].substring(0, slash), MAX_EXTENSION_ID);
    // An id that stands for two things tells nothing.
    if (id > 0 && id != 15 && ids.add(id)) {
      found.putIfAbsent(fields[1], id);
    }
  }

  private static List<RemoteSource> sources(MediaDescription section) {
    Set<Integer> ssrcs = new LinkedHashSet<>();
    for (String value : section.all("ssrc")) {
      int space = value.indexOf(' ');
      Long ssrc = ssrc(space < 0 ? value : value.substring(0, space));
      if (ssrc != null && ssrcs.size() < MAX_SOURCES) {
        ssrcs.add(ssrc.intValue());
      }
    }
    Map<Integer, Integer> rtx = new HashMap<>();
    Set<Integer> helpers = new HashSet<>();
    for (String value : section.all("ssrc-group")) {
      List<Integer> group = group(value);
      if (group.size() == 2 && value.startsWith("FID ")) {
        rtx.put(group.get(0), group.get(1));
        helpers.add(group.get(1));
      } else if (group.size() == 2 && value.startsWith("FEC")) {
        helpers.add(group.get(1));
      }
    }
    List<RemoteSource> sources = new ArrayList<>();
    for (int ssrc : ssrcs) {
      if (!helpers.contains(ssrc)) {
        sources.add(new RemoteSource(ssrc, rtx.getOrDefault(ssrc, RemoteSource.NO_RTX)));
      }
    }
    return sources;
  }

  private static List<Integer> group(String value) {
    List<Integer> members = new ArrayList<>();
    String[] fields = value.split(" +", MAX_SOURCES + 2);
    for (int i = 1; i < fields.length && members.size() < MAX_SOURCES; i++) {
      Long ssrc = ssrc(fields[i]);
      if (ssrc != null) {
        members.add(ssrc.intValue());
      }
    }
    return members;
  }

  private static @Nullable Long ssrc(String digits) {
    if (digits.isEmpty()
        || digits.length() > 10
        || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return null;
    }
    long value = Long.parseLong(digits);
    return value > 0xFFFF_FFFFL ? null : value;
  }

  /**
   * Layers in the order of the simulcast attribute, which may put alternatives behind a comma and a
   * tilde in front of what is paused at first (RFC 8853 §5.1); else in the order of the rids.
   */
  private static List<String> rids(MediaDescription section) {
    Set<String> sent = new LinkedHashSet<>();
    for (String value : section.all("rid")) {
      String[] fields = value.split(" +", 3);
      if (fields.length >= 2 && fields[1].equals("send") && isToken(fields[0])) {
        sent.add(fields[0]);
      }
    }
    Set<String> ordered = new LinkedHashSet<>();
    String simulcast = section.first("simulcast");
    if (simulcast != null) {
      String[] fields = simulcast.split(" +", 5);
      for (int i = 0; i + 1 < fields.length; i += 2) {
        if (fields[i].equals("send")) {
          for (String layer : fields[i + 1].split(";", -1)) {
            String first = layer.split(",", 2)[0];
            ordered.add(first.startsWith("~") ? first.substring(1) : first);
          }
        }
      }
    }
    ordered.retainAll(sent);
    return (ordered.isEmpty() ? sent : ordered).stream().limit(MAX_RIDS).toList();
  }

  private static String token(@Nullable String value) {
    if (value == null) {
      return "";
    }
    if (!isToken(value)) {
      throw SdpException.quoting("Not a mid", value);
    }
    return value;
  }

  private static boolean isToken(String value) {
    return !value.isEmpty()
        && value.length() <= MAX_TOKEN_CHARS
        && value.chars().allMatch(c -> c > ' ' && c < 127 && "\"(),/:;<=>?@[\\]".indexOf(c) < 0);
  }
}
