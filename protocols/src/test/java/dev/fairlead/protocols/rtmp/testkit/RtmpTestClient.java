package dev.fairlead.protocols.rtmp.testkit;

import dev.fairlead.media.bits.amf.Amf0Writer;
import dev.fairlead.media.bits.amf.AmfMessage;
import dev.fairlead.media.bits.amf.AmfValue;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The client's side of one RTMP connection over a blocking socket, with a chunk reader and writer
 * of its own, so that a mistake in ours is not repeated here. Confined to one thread, save {@link
 * #close}.
 */
public final class RtmpTestClient implements AutoCloseable {
  private static final int PACKET_BYTES = 1_536;
  private static final int TIMEOUT_MS = 20_000;
  private static final int EXTENDED = 0xFFFFFF;

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;
  private final Map<Integer, Incoming> incoming = new HashMap<>();
  private int readChunkBytes = 128;
  private int writeChunkBytes = 128;
  private double transaction;
  private long receivedBytes;
  private long acknowledgedBytes;

  /**
   * One whole message.
   *
   * @param typeId RTMP's message type
   * @param messageStreamId where it belongs
   * @param timestampMs absolute, 32 bits
   * @param body without headers
   */
  public record Message(int typeId, int messageStreamId, int timestampMs, byte[] body) {
    /** Whether this is sound, pictures or data. */
    public boolean isMedia() {
      return typeId == 8 || typeId == 9;
    }

    /** The values of a command or of data. */
    public List<AmfValue> values() {
      return AmfMessage.readAmf0(Unpooled.wrappedBuffer(body));
    }

    /** The name of a command, empty for other messages. */
    public String command() {
      return typeId == 20 && values().getFirst() instanceof AmfValue.Text name ? name.value() : "";
    }

    /** The code of an {@code onStatus} or of an answer, empty when there is none. */
    public String code() {
      return information("code");
    }

    /** The description of an {@code onStatus} or of an answer, empty when there is none. */
    public String description() {
      return information("description");
    }

    private String information(String name) {
      List<AmfValue> values = typeId == 20 ? values() : List.of();
      return values.size() > 3 && values.get(3) instanceof AmfValue.Obj information
          ? information.text(name, "")
          : "";
    }
  }

  private static final class Incoming {
    int timestamp;
    int field;
    boolean extended;
    int lengthBytes;
    int typeId;
    int messageStreamId;
    final ByteArrayOutputStream body = new ByteArrayOutputStream();
  }

  /** Takes over a connected socket and shakes hands. */
  public RtmpTestClient(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(TIMEOUT_MS);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 65_536));
    out = socket.getOutputStream();
    byte[] first = new byte[1 + PACKET_BYTES];
    first[0] = 3;
    Arrays.fill(first, 9, first.length, (byte) 0x5A);
    out.write(first);
    byte[] answer = new byte[1 + 2 * PACKET_BYTES];
    in.readFully(answer);
    if (answer[0] != 3
        || !Arrays.equals(answer, 1 + PACKET_BYTES, answer.length, first, 1, first.length)) {
      throw new IOException("the server does not shake hands");
    }
    out.write(answer, 1, PACKET_BYTES);
    receivedBytes = answer.length;
  }

  /** Connects and shakes hands. */
  public static RtmpTestClient open(String host, int port) throws IOException {
    return new RtmpTestClient(new Socket(host, port));
  }

  /** Chunks written from here on are this long; tells the server. */
  public void writeChunkBytes(int length) throws IOException {
    send(2, 1, 0, 0, Unpooled.buffer(4).writeInt(length).array());
    writeChunkBytes = length;
  }

  /**
   * Sends {@code connect} and waits for its answer.
   *
   * @return the answer, {@code _result} or {@code _error}
   */
  public Message connect(String app, String tcUrl) throws IOException {
    return call(
        "connect",
        new AmfValue.ObjectBuilder()
            .put("app", app)
            .put("type", "nonprivate")
            .put("flashVer", "FMLE/3.0 (compatible; Fairlead test)")
            .put("tcUrl", tcUrl)
            .put("objectEncoding", 0)
            .put(
                "fourCcList",
                new AmfValue.Items(
                    List.of(AmfValue.of("av01"), AmfValue.of("hvc1"), AmfValue.of("vp09"))))
            .put("capsEx", 14)
            .object());
  }

  /** Sends a command with an object, none for null, and waits for its answer. */
  public Message call(String name, AmfValue... arguments) throws IOException {
    transaction++;
    double mine = transaction;
    command(0, name, mine, arguments);
    return await(
        message ->
            (message.command().equals("_result") || message.command().equals("_error"))
                && message.values().get(1) instanceof AmfValue.Num number
                && number.value() == mine);
  }

  /** Sends a command whose answer, if any, is left to the caller. */
  public void command(int messageStreamId, String name, double number, AmfValue... arguments)
      throws IOException {
    ByteBuf body = Unpooled.buffer();
    Amf0Writer.write(AmfValue.of(name), body);
    Amf0Writer.write(AmfValue.of(number), body);
    for (AmfValue argument : arguments) {
      Amf0Writer.write(argument, body);
    }
    byte[] bytes = new byte[body.readableBytes()];
    body.readBytes(bytes);
    send(3, 20, messageStreamId, 0, bytes);
  }

  /** Sends one message, a full header first. */
  public void send(int csid, int typeId, int messageStreamId, int timestampMs, byte[] body)
      throws IOException {
    boolean extended = Integer.compareUnsigned(timestampMs, EXTENDED) >= 0;
    ByteBuf bytes = Unpooled.buffer(body.length + body.length / writeChunkBytes * 5 + 18);
    bytes.writeByte(csid);
    bytes.writeMedium(extended ? EXTENDED : timestampMs);
    bytes.writeMedium(body.length).writeByte(typeId).writeIntLE(messageStreamId);
    int from = 0;
    do {
      if (from > 0) {
        bytes.writeByte(0xC0 | csid);
      }
      if (extended) {
        bytes.writeInt(timestampMs);
      }
      int piece = Math.min(writeChunkBytes, body.length - from);
      bytes.writeBytes(body, from, piece);
      from += piece;
    } while (from < body.length);
    out.write(bytes.array(), 0, bytes.writerIndex());
  }

  /** Sends bytes as they are. */
  public void sendRaw(byte[] bytes) throws IOException {
    out.write(bytes);
  }

  /** Reads until a message fits; others are dropped. */
  public Message await(Predicate<Message> wanted) throws IOException {
    while (true) {
      Message message = read();
      if (wanted.test(message)) {
        return message;
      }
    }
  }

  /** Reads until an {@code onStatus} comes. */
  public Message awaitStatus() throws IOException {
    return await(message -> message.command().equals("onStatus"));
  }

  /** Reads to the end of the connection; true when the server closed it. */
  public boolean awaitClose() throws IOException {
    try {
      while (true) {
        read();
      }
    } catch (EOFException e) {
      return true;
    }
  }

  /** The next message that is no affair of the protocol itself. */
  public Message read() throws IOException {
    while (true) {
      Message message = readAny();
      switch (message.typeId()) {
        case 1 -> readChunkBytes = Unpooled.wrappedBuffer(message.body()).readInt();
        case 4 -> pong(Unpooled.wrappedBuffer(message.body()));
        case 3, 5, 6 -> {}
        default -> {
          return message;
        }
      }
    }
  }

  private void pong(ByteBuf event) throws IOException {
    if (event.readShort() == 6) {
      send(2, 4, 0, 0, Unpooled.buffer(6).writeShort(7).writeInt(event.readInt()).array());
    }
  }

  private Message readAny() throws IOException {
    while (true) {
      int basic = in.readUnsignedByte();
      int csid = basic & 0x3F;
      if (csid == 0) {
        csid = 64 + in.readUnsignedByte();
      } else if (csid == 1) {
        csid = 64 + in.readUnsignedByte() + (in.readUnsignedByte() << 8);
      }
      Incoming chunk = incoming.computeIfAbsent(csid, absent -> new Incoming());
      int fmt = basic >> 6;
      boolean begins = chunk.body.size() == 0;
      if (fmt < 3) {
        chunk.field = medium();
        chunk.extended = chunk.field == EXTENDED;
      }
      if (fmt < 2) {
        chunk.lengthBytes = medium();
        chunk.typeId = in.readUnsignedByte();
      }
      if (fmt == 0) {
        chunk.messageStreamId = Integer.reverseBytes(in.readInt());
      }
      if (chunk.extended) {
        chunk.field = in.readInt();
      }
      if (begins) {
        chunk.timestamp = fmt == 0 ? chunk.field : chunk.timestamp + chunk.field;
      }
      byte[] piece = new byte[Math.min(readChunkBytes, chunk.lengthBytes - chunk.body.size())];
      in.readFully(piece);
      chunk.body.writeBytes(piece);
      receivedBytes += piece.length + 8;
      acknowledge();
      if (chunk.body.size() == chunk.lengthBytes) {
        byte[] body = chunk.body.toByteArray();
        chunk.body.reset();
        return new Message(chunk.typeId, chunk.messageStreamId, chunk.timestamp, body);
      }
    }
  }

  private void acknowledge() throws IOException {
    if (receivedBytes - acknowledgedBytes > 1_000_000) {
      acknowledgedBytes = receivedBytes;
      send(2, 3, 0, 0, Unpooled.buffer(4).writeInt((int) receivedBytes).array());
    }
  }

  private int medium() throws IOException {
    return in.readUnsignedByte() << 16 | in.readUnsignedByte() << 8 | in.readUnsignedByte();
  }

  /** Drops the connection. */
  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** Drops the connection with a reset, as a lost network does. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }
}
