package dev.fairlead.protocols.sdp.wire;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads the text of a session description. Stateless.
 *
 * <p>Lines may end with LF alone, and the lines that offers leave out in practice may be missing;
 * what is there must have the form of a line. Only {@code v=0} must come first.
 */
public final class SdpParser {
  /** Offers of browsers with simulcast and many candidates stay under 16 kB. */
  public static final int MAX_CHARS = 64 << 10;

  /** A candidate with extensions stays under 300, sprop-parameter-sets under 1,000. */
  public static final int MAX_LINE_CHARS = 4_096;

  /** Publishers and viewers have two; conferences that are misdirected to us have dozens. */
  public static final int MAX_MEDIA = 16;

  /** Attributes of the session or of one media description; browsers have about 250. */
  public static final int MAX_ATTRIBUTES = 1_000;

  /** Payload types have 7 bits. */
  public static final int MAX_FORMATS = 128;

  private static final int MAX_PORT = 65_535;

  private final List<SdpAttribute> sessionAttributes = new ArrayList<>();
  private final List<MediaDescription> media = new ArrayList<>();
  private String origin = "- 0 0 IN IP4 0.0.0.0";

  // The media description under way.
  private boolean inMedia;
  private String kind = "";
  private int port;
  private String protocol = "";
  private List<String> formats = List.of();
  private List<SdpAttribute> attributes = new ArrayList<>();

  private SdpParser() {}

  /**
   * Reads a description.
   *
   * @throws SdpException when it is too long or not one
   */
  public static SessionDescription parse(String text) {
    if (text.length() > MAX_CHARS) {
      throw new SdpException("The session description is longer than " + MAX_CHARS + " characters");
    }
    return new SdpParser().read(text);
  }

  private SessionDescription read(String text) {
    int from = 0;
    boolean versionSeen = false;
    while (from < text.length()) {
      int newline = text.indexOf('\n', from);
      int to = newline < 0 ? text.length() : newline;
      int end = to > from && text.charAt(to - 1) == '\r' ? to - 1 : to;
      String line = text.substring(from, end);
      from = to + 1;
      if (line.isEmpty()) { // Text areas and scripts add empty lines at the end.
        continue;
      }
      check(line);
      if (!versionSeen) {
        if (!line.equals("v=0")) {
          throw SdpException.quoting("A session description begins with v=0, not with", line);
        }
        versionSeen = true;
        continue;
      }
      line(line.charAt(0), line.substring(2));
    }
    if (!versionSeen) {
      throw new SdpException("The session description is empty");
    }
    endMedia();
    return new SessionDescription(origin, sessionAttributes, media);
  }

  private static void check(String line) {
    if (line.length() > MAX_LINE_CHARS) {
      throw SdpException.quoting("A line is longer than " + MAX_LINE_CHARS + " characters", line);
    }
    if (line.length() < 2
        || line.charAt(1) != '='
        || line.charAt(0) < 'a'
        || line.charAt(0) > 'z') {
      throw SdpException.quoting("Not a line of a session description", line);
    }
    for (int i = 2; i < line.length(); i++) {
      // Nothing that could begin a line of its own may get into an answer or a log.
      if (line.charAt(i) < ' ' && line.charAt(i) != '\t') {
        throw SdpException.quoting("A line holds a control character", line);
      }
    }
  }

  private void line(char type, String value) {
    switch (type) {
      case 'o' -> origin = value;
      case 'm' -> media(value);
      case 'a' -> attribute(value);
      default -> {
        // Names, times, connections and bandwidths mean nothing here.
      }
    }
  }

  private void media(String value) {
    endMedia();
    if (media.size() == MAX_MEDIA) {
      throw new SdpException("More than " + MAX_MEDIA + " media descriptions");
    }
    String[] fields = value.trim().split(" +", MAX_FORMATS + 4);
    if (fields.length < 4 || fields.length > MAX_FORMATS + 3) {
      throw SdpException.quoting("Not a media description", value);
    }
    inMedia = true;
    kind = fields[0];
    port = port(fields[1], value);
    protocol = fields[2];
    formats = List.of(fields).subList(3, fields.length);
    attributes = new ArrayList<>();
  }

  /** The port may be followed by a count of ports, which WebRTC does not use. */
  private static int port(String field, String line) {
    int slash = field.indexOf('/');
    String number = slash < 0 ? field : field.substring(0, slash);
    int value = number(number, MAX_PORT);
    if (value < 0) {
      throw SdpException.quoting("Not a port", line);
    }
    return value;
  }

  private void endMedia() {
    if (inMedia) {
      media.add(new MediaDescription(kind, port, protocol, formats, attributes));
      inMedia = false;
    }
  }

  private void attribute(String value) {
    List<SdpAttribute> into = inMedia ? attributes : sessionAttributes;
    if (into.size() == MAX_ATTRIBUTES) {
      throw new SdpException("More than " + MAX_ATTRIBUTES + " attributes in one place");
    }
    int colon = value.indexOf(':');
    into.add(
        colon < 0
            ? SdpAttribute.property(value.trim())
            : new SdpAttribute(value.substring(0, colon), value.substring(colon + 1).trim()));
  }

  /** A number without sign, or a negative one when it is none or passes {@code max}. */
  public static int number(String digits, int max) {
    if (digits.isEmpty() || digits.length() > 10) {
      return -1;
    }
    long value = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      value = value * 10 + (c - '0');
    }
    return value > max ? -1 : (int) value;
  }
}
