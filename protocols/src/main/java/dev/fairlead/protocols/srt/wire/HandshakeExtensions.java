package dev.fairlead.protocols.srt.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The extensions behind a handshake (SRT draft-01 §3.2.1). Filled by {@link #read} or by its
 * setters; written in the order in which libsrt looks for them. Confined to one thread.
 *
 * <pre>
 * +-------------------------------+------------------------------+
 * |             type              |       length in words        |
 * +-------------------------------+------------------------------+
 * |                           contents                           |
 * +--------------------------------------------------------------+
 * </pre>
 */
public final class HandshakeExtensions {
  public static final int HELLO_REQUEST = 1;
  public static final int HELLO_RESPONSE = 2;
  public static final int KEY_REQUEST = 3;
  public static final int KEY_RESPONSE = 4;
  private static final int STREAM_ID = 5;
  private static final int CONGESTION = 6;
  private static final int FILTER = 7;
  private static final int GROUP = 8;

  /** Bytes of a stream id (SRT draft-01 §3.2.1.3). */
  public static final int MAX_STREAM_ID_BYTES = 512;

  /** Bytes of the name of a congestion control; "live" and "file" are in use. */
  public static final int MAX_CONGESTION_BYTES = 16;

  /** Bytes of a filter's configuration, as libsrt allows. */
  public static final int MAX_FILTER_BYTES = 512;

  private static final int HEAD_BYTES = 4;
  private static final int WORD_BYTES = 4;

  private boolean response;
  private @Nullable SrtHello hello;
  private @Nullable KeyMaterial keys;
  private int keyState = NO_KEY_STATE;
  private String streamId = "";
  private String congestion = "";
  private String filter = "";
  private @Nullable GroupMembership group;

  /** The peer's answer about keys is no state. */
  public static final int NO_KEY_STATE = -1;

  /** An empty request. */
  public static HandshakeExtensions request() {
    return new HandshakeExtensions();
  }

  /** An empty response. */
  public static HandshakeExtensions response() {
    HandshakeExtensions extensions = new HandshakeExtensions();
    extensions.response = true;
    return extensions;
  }

  /** Reads what lies between {@code index} and {@code end}, or gives null when it is malformed. */
  public static @Nullable HandshakeExtensions read(ByteBuf bytes, int index, int end) {
    HandshakeExtensions extensions = new HandshakeExtensions();
    int at = index;
    while (at < end) {
      if (end - at < HEAD_BYTES) {
        return null;
      }
      int type = bytes.getUnsignedShort(at);
      int from = at + HEAD_BYTES;
      int to = from + bytes.getUnsignedShort(at + 2) * WORD_BYTES;
      if (to > end || !extensions.take(type, bytes, from, to)) {
        return null;
      }
      at = to;
    }
    return extensions;
  }

  private boolean take(int type, ByteBuf bytes, int from, int to) {
    int lengthBytes = to - from;
    return switch (type) {
      case HELLO_REQUEST, HELLO_RESPONSE -> {
        boolean first = hello == null && lengthBytes >= SrtHello.SIZE_BYTES;
        if (first) {
          response = type == HELLO_RESPONSE;
          hello = SrtHello.read(bytes, from);
        }
        yield first;
      }
      case KEY_REQUEST, KEY_RESPONSE -> takeKeys(bytes, from, to);
      case STREAM_ID -> {
        streamId = text(bytes, from, to);
        yield lengthBytes <= MAX_STREAM_ID_BYTES;
      }
      case CONGESTION -> {
        congestion = text(bytes, from, to);
        yield lengthBytes <= MAX_CONGESTION_BYTES;
      }
      case FILTER -> {
        filter = text(bytes, from, to);
        yield lengthBytes <= MAX_FILTER_BYTES;
      }
      case GROUP -> {
        boolean whole = lengthBytes >= GroupMembership.SIZE_BYTES;
        if (whole) {
          group = GroupMembership.read(bytes, from);
        }
        yield whole;
      }
      default -> true; // What a later version adds is passed over.
    };
  }

  private boolean takeKeys(ByteBuf bytes, int from, int to) {
    if (keys != null || keyState != NO_KEY_STATE) {
      return false;
    }
    if (to - from == WORD_BYTES) {
      // The state is a word in the byte order of the machine that sent it: a little-endian one.
      keyState = bytes.getIntLE(from);
      return true;
    }
    keys = KeyMaterial.read(bytes, from, to);
    return keys != null;
  }

  /** Text in words whose bytes are reversed, filled up with zeros. */
  private static String text(ByteBuf bytes, int from, int to) {
    byte[] straight = new byte[Math.min(to - from, MAX_STREAM_ID_BYTES)];
    int length = 0;
    for (int i = 0; i < straight.length; i++) {
      straight[i] = bytes.getByte(from + (i ^ (WORD_BYTES - 1)));
      if (straight[i] != 0) {
        length = i + 1;
      }
    }
    return new String(straight, 0, length, StandardCharsets.UTF_8);
  }

  /** Which groups of extensions there are, for the handshake's field. */
  public int flags() {
    boolean config = !streamId.isEmpty() || !congestion.isEmpty() || !filter.isEmpty();
    return (hello != null ? Handshake.EXTENSION_HELLO : 0)
        | (keys != null || keyState != NO_KEY_STATE ? Handshake.EXTENSION_KEYS : 0)
        | (config || group != null ? Handshake.EXTENSION_CONFIG : 0);
  }

  /** Appends all extensions. */
  public void write(ByteBuf out) {
    SrtHello ours = hello;
    if (ours != null) {
      head(out, response ? HELLO_RESPONSE : HELLO_REQUEST, SrtHello.SIZE_BYTES);
      ours.write(out);
    }
    KeyMaterial material = keys;
    if (material != null) {
      head(out, response ? KEY_RESPONSE : KEY_REQUEST, material.sizeBytes());
      material.write(out);
    } else if (keyState != NO_KEY_STATE) {
      head(out, KEY_RESPONSE, WORD_BYTES);
      out.writeIntLE(keyState);
    }
    write(out, STREAM_ID, streamId);
    write(out, CONGESTION, congestion);
    write(out, FILTER, filter);
    GroupMembership membership = group;
    if (membership != null) {
      head(out, GROUP, GroupMembership.SIZE_BYTES);
      membership.write(out);
    }
  }

  private static void head(ByteBuf out, int type, int lengthBytes) {
    out.writeShort(type);
    out.writeShort(lengthBytes / WORD_BYTES);
  }

  private static void write(ByteBuf out, int type, String text) {
    if (text.isEmpty()) {
      return;
    }
    byte[] straight = text.getBytes(StandardCharsets.UTF_8);
    int lengthBytes = (straight.length + WORD_BYTES - 1) / WORD_BYTES * WORD_BYTES;
    head(out, type, lengthBytes);
    for (int i = 0; i < lengthBytes; i++) {
      int from = i ^ (WORD_BYTES - 1);
      out.writeByte(from < straight.length ? straight[from] : 0);
    }
  }

  /** Whether these are of a response. */
  public boolean isResponse() {
    return response;
  }

  /** What the sender tells of itself. */
  public @Nullable SrtHello hello() {
    return hello;
  }

  public HandshakeExtensions hello(SrtHello value) {
    hello = value;
    return this;
  }

  /** The keys, when there are any and they are well-formed. */
  public @Nullable KeyMaterial keys() {
    return keys;
  }

  public HandshakeExtensions keys(@Nullable KeyMaterial value) {
    keys = value;
    return this;
  }

  /** What became of the keys when they could not be used, or {@link #NO_KEY_STATE}. */
  public int keyState() {
    return keyState;
  }

  public HandshakeExtensions keyState(int value) {
    keyState = value;
    return this;
  }

  /** The stream id, empty when there is none. */
  public String streamId() {
    return streamId;
  }

  public HandshakeExtensions streamId(String value) {
    streamId = value;
    return this;
  }

  /** The congestion control's name, empty for the usual one. */
  public String congestion() {
    return congestion;
  }

  public HandshakeExtensions congestion(String value) {
    congestion = value;
    return this;
  }

  /** The packet filter's configuration, empty for none. */
  public String filter() {
    return filter;
  }

  public HandshakeExtensions filter(String value) {
    filter = value;
    return this;
  }

  /** The group to which the connection belongs. */
  public @Nullable GroupMembership group() {
    return group;
  }

  public HandshakeExtensions group(@Nullable GroupMembership value) {
    group = value;
    return this;
  }
}
