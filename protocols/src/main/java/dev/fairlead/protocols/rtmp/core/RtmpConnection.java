package dev.fairlead.protocols.rtmp.core;

import dev.fairlead.media.bits.MalformedMediaException;
import dev.fairlead.media.bits.amf.AmfMessage;
import dev.fairlead.media.bits.amf.AmfValue;
import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.session.StreamKey;
import dev.fairlead.protocols.rtmp.wire.AggregateMessage;
import dev.fairlead.protocols.rtmp.wire.ControlMessage;
import dev.fairlead.protocols.rtmp.wire.MessageType;
import dev.fairlead.protocols.rtmp.wire.UserControl;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of one RTMP connection, which publishes or plays one thing at a time.
 *
 * <p>Confined to one thread; never called back from its actions. Input is borrowed, media bodies
 * are lent to {@link RtmpActions#media} for the call. After {@link RtmpActions#close} every call is
 * ignored. Call {@link #disconnected} once at the end, whoever closed.
 *
 * <p>Playing happens on message stream {@link #PLAY_MESSAGE_STREAM_ID} only, so that media bytes
 * are the same for every viewer.
 */
public final class RtmpConnection {
  /** The one message stream on which media is sent. */
  public static final int PLAY_MESSAGE_STREAM_ID = 1;

  /** Our chunks: the longest that all players take, since each costs a header. */
  public static final int OUT_CHUNK_BYTES = 65_536;

  /** Bytes between acknowledgements, in both directions; what servers of the field use. */
  static final int WINDOW_BYTES = 2_500_000;

  /** Message streams of one connection; encoders use one. */
  static final int MAX_MESSAGE_STREAMS = 8;

  /** Application of publish URLs. */
  static final String LIVE = "live";

  /** Application of play URLs. */
  static final String PLAY = "play";

  private static final long NANOS_PER_MS = 1_000_000;

  private enum State {
    HANDSHAKE,
    UNCONNECTED,
    CONNECTED,
    CLOSED
  }

  private enum Role {
    NONE,
    PUBLISH_ASKED,
    PUBLISHING,
    PLAY_ASKED,
    PLAYING
  }

  // Configuration.
  private final RtmpLimits limits;
  private final CounterSet<RtmpCounter> counters;

  // Per connection.
  private final Handshake handshake;
  private final ChunkDecoder decoder;
  private final Outbox outbox;
  private final Deadlines deadlines = new Deadlines();
  private State state = State.HANDSHAKE;
  private Role role = Role.NONE;
  private ConnectCommand connect = ConnectCommand.NONE;
  private int messageStreams;
  private int activeMessageStreamId;
  private boolean wantsAudio = true;
  private boolean wantsVideo = true;
  private long receivedBytes;
  private long acknowledgedBytes;
  private int peerWindowBytes = WINDOW_BYTES;
  private boolean pinged;
  private int discardedSeen;

  // Valid during one call.
  private @Nullable RtmpActions actions;
  private long nowNs;

  /**
   * @param allocator makes message blocks and answers
   * @param random fills the handshake
   * @param nowNs the time of accept
   */
  public RtmpConnection(
      ByteBufAllocator allocator,
      RtmpLimits limits,
      CounterSet<RtmpCounter> counters,
      RandomGenerator random,
      long nowNs) {
    this.limits = limits;
    this.counters = counters;
    handshake = new Handshake(random);
    outbox = new Outbox(allocator);
    decoder =
        new ChunkDecoder(
            allocator, limits.maxMessageBytes(), limits.maxPartialBytes(), this::message);
    setDeadline(Deadlines.Kind.HANDSHAKE, nowNs, limits.handshakeTimeoutMs());
  }

  // From the network.

  /** Bytes came. */
  public void receive(ByteBuf bytes, long now, RtmpActions out) {
    if (state == State.CLOSED) {
      return;
    }
    enter(now, out);
    try {
      receivedBytes += bytes.readableBytes();
      pinged = false;
      if (state == State.HANDSHAKE) {
        shakeHands(bytes);
      }
      if (state != State.HANDSHAKE) {
        decoder.receive(bytes);
        countDiscarded();
        acknowledge();
      }
    } catch (RtmpException e) {
      fail(e.reason(), String.valueOf(e.getMessage()));
    } finally {
      leave();
    }
  }

  /** The connection is gone, or was never to be used again: lets go of what it holds. */
  public void disconnected() {
    state = State.CLOSED;
    role = Role.NONE;
    deadlines.clearAll();
    decoder.close();
    outbox.close();
  }

  // Time.

  /** Acts on deadlines that have come. */
  public void advance(long now, RtmpActions out) {
    if (state == State.CLOSED) {
      return;
    }
    enter(now, out);
    try {
      if (deadlines.isDue(Deadlines.Kind.HANDSHAKE, now)) {
        fail(CloseReason.HANDSHAKE_TIMEOUT, "handshake took too long");
      } else if (deadlines.isDue(Deadlines.Kind.IDLE, now)) {
        fail(CloseReason.IDLE_TIMEOUT, "neither publish nor play came");
      } else if (deadlines.isDue(Deadlines.Kind.SILENCE, now)) {
        status("error", "NetStream.Publish.Idle", "No media came for too long.");
        fail(CloseReason.SILENCE_TIMEOUT, "publisher sent no media");
      } else if (deadlines.isDue(Deadlines.Kind.PING, now)) {
        ping();
      }
    } finally {
      leave();
    }
  }

  /** When {@link #advance} is wanted, {@code Long.MAX_VALUE} for never. */
  public long deadlineNs() {
    return deadlines.earliestNs();
  }

  // Commands.

  /** The publisher may go on. */
  public void acceptPublish(long now, RtmpActions out) {
    if (role != Role.PUBLISH_ASKED) {
      return;
    }
    enter(now, out);
    role = Role.PUBLISHING;
    counters.increment(RtmpCounter.PUBLISH_ACCEPTED);
    setDeadline(Deadlines.Kind.SILENCE, now, limits.silenceTimeoutMs());
    ControlMessage.writeUserControl(
        UserControl.STREAM_BEGIN, activeMessageStreamId, outbox.bytes());
    status("status", "NetStream.Publish.Start", "Publishing.");
    leave();
  }

  /** The publisher may not go on; closes the connection. */
  public void refusePublish(String code, String description, long now, RtmpActions out) {
    if (role == Role.PUBLISH_ASKED) {
      counters.increment(RtmpCounter.PUBLISH_REFUSED);
      endWithError(code, description, now, out);
    }
  }

  /** The viewer may go on; media on its message stream follows. */
  public void acceptPlay(long now, RtmpActions out) {
    if (role != Role.PLAY_ASKED) {
      return;
    }
    enter(now, out);
    role = Role.PLAYING;
    counters.increment(RtmpCounter.PLAY_ACCEPTED);
    setDeadline(Deadlines.Kind.PING, now, limits.pingIntervalMs());
    ControlMessage.writeUserControl(
        UserControl.STREAM_BEGIN, activeMessageStreamId, outbox.bytes());
    status("status", "NetStream.Play.Reset", "Playing and resetting.");
    status("status", "NetStream.Play.Start", "Started playing.");
    outbox.sampleAccess(activeMessageStreamId);
    if (!wantsAudio || !wantsVideo) {
      chosen();
    }
    leave();
  }

  /** The viewer may not go on; closes the connection. */
  public void refusePlay(String code, String description, long now, RtmpActions out) {
    if (role == Role.PLAY_ASKED) {
      counters.increment(RtmpCounter.PLAY_REFUSED);
      endWithError(code, description, now, out);
    }
  }

  /** What the publisher does cannot go on; says why and closes. */
  public void endPublish(String code, String description, long now, RtmpActions out) {
    if (role == Role.PUBLISHING) {
      endWithError(code, description, now, out);
    }
  }

  /** What the viewer watches is over; says so and closes. */
  public void endPlay(String description, long now, RtmpActions out) {
    if (role != Role.PLAYING) {
      return;
    }
    enter(now, out);
    status("status", "NetStream.Play.UnpublishNotify", description);
    ControlMessage.writeUserControl(UserControl.STREAM_EOF, activeMessageStreamId, outbox.bytes());
    status("status", "NetStream.Play.Stop", description);
    close(CloseReason.DONE, "play ended");
    leave();
  }

  /** Ends the connection from outside. */
  public void shutDown(String description, long now, RtmpActions out) {
    if (state == State.CLOSED) {
      return;
    }
    enter(now, out);
    if (state == State.CONNECTED) {
      outbox.call("close", "NetConnection.Connect.Closed", description);
    }
    close(CloseReason.DONE, description);
    leave();
  }

  // State.

  /** Bytes that came, with the handshake. */
  public long receivedBytes() {
    return receivedBytes;
  }

  /** Bytes held for messages that are not complete. */
  public int partialBytes() {
    return decoder.partialBytes();
  }

  /** Whether media is sent to this peer. */
  public boolean isPlaying() {
    return role == Role.PLAYING;
  }

  private void enter(long now, RtmpActions out) {
    assert actions == null : "an action called back into its connection";
    actions = out;
    nowNs = now;
  }

  private void leave() {
    outbox.flush(actions());
    actions = null;
  }

  private RtmpActions actions() {
    RtmpActions out = actions;
    assert out != null : "within a call";
    return out;
  }

  private void shakeHands(ByteBuf bytes) {
    handshake.receive(bytes, outbox.bytes());
    if (handshake.isDone()) {
      counters.increment(
          handshake.usedDigest()
              ? RtmpCounter.HANDSHAKES_WITH_DIGEST
              : RtmpCounter.HANDSHAKES_PLAIN);
      state = State.UNCONNECTED;
      deadlines.clear(Deadlines.Kind.HANDSHAKE);
      setDeadline(Deadlines.Kind.IDLE, nowNs, limits.idleTimeoutMs());
    }
  }

  private void acknowledge() {
    // At half the window, so that a peer that waits for us never has to.
    if (receivedBytes - acknowledgedBytes >= peerWindowBytes / 2 && state == State.CONNECTED) {
      acknowledgedBytes = receivedBytes;
      ControlMessage.writeAcknowledgement(receivedBytes, outbox.bytes());
    }
  }

  private void ping() {
    if (pinged) {
      fail(CloseReason.PING_TIMEOUT, "peer does not answer");
      return;
    }
    pinged = true;
    setDeadline(Deadlines.Kind.PING, nowNs, limits.pingIntervalMs());
    ControlMessage.writeUserControl(
        UserControl.PING_REQUEST, (int) (nowNs / NANOS_PER_MS), outbox.bytes());
  }

  private void setDeadline(Deadlines.Kind kind, long fromNs, int afterMs) {
    deadlines.set(kind, fromNs + afterMs * NANOS_PER_MS);
  }

  private void endWithError(String code, String description, long now, RtmpActions out) {
    enter(now, out);
    status("error", code, description);
    close(CloseReason.DONE, description);
    leave();
  }

  private void fail(CloseReason reason, String text) {
    counters.increment(
        switch (reason) {
          case BAD_HANDSHAKE -> RtmpCounter.BAD_HANDSHAKE;
          case MESSAGE_TOO_LONG -> RtmpCounter.MESSAGE_TOO_LONG;
          case HANDSHAKE_TIMEOUT, IDLE_TIMEOUT, SILENCE_TIMEOUT, PING_TIMEOUT ->
              RtmpCounter.TIMED_OUT;
          case PROTOCOL_ERROR, DONE -> RtmpCounter.PROTOCOL_ERROR;
        });
    if (state == State.CONNECTED
        && (reason == CloseReason.PROTOCOL_ERROR || reason == CloseReason.MESSAGE_TOO_LONG)) {
      outbox.status(activeMessageStreamId, "error", "NetConnection.Call.BadMessage", text);
    }
    close(reason, text);
  }

  private void close(CloseReason reason, String text) {
    RtmpActions out = actions();
    outbox.flush(out);
    state = State.CLOSED;
    role = Role.NONE;
    deadlines.clearAll();
    out.close(reason, text);
  }

  private void countDiscarded() {
    int discarded = decoder.discardedMessages();
    counters.add(RtmpCounter.MESSAGES_DISCARDED, discarded - discardedSeen);
    discardedSeen = discarded;
  }

  // Messages.

  private void message(int typeId, int messageStreamId, int timestampMs, ByteBuf body) {
    if (state == State.CLOSED) {
      return;
    }
    switch (typeId) {
      case MessageType.AUDIO, MessageType.VIDEO, MessageType.DATA_AMF0, MessageType.DATA_AMF3 ->
          media(typeId, timestampMs, body);
      case MessageType.AGGREGATE -> aggregate(timestampMs, body);
      case MessageType.COMMAND_AMF0 -> command(messageStreamId, body, false);
      case MessageType.COMMAND_AMF3 -> command(messageStreamId, body, true);
      case MessageType.ACKNOWLEDGEMENT -> {
        // Tells how far the peer is; TCP knows better.
      }
      case MessageType.WINDOW_ACKNOWLEDGEMENT_SIZE -> {
        if (body.readableBytes() >= Integer.BYTES) {
          peerWindowBytes = Math.max(1, body.readInt());
        }
      }
      case MessageType.SET_PEER_BANDWIDTH ->
          ControlMessage.writeWindowAcknowledgementSize(WINDOW_BYTES, outbox.bytes());
      case MessageType.USER_CONTROL -> userControl(body);
      default -> {
        // Shared objects and types to come are none of our business.
      }
    }
  }

  private void userControl(ByteBuf body) {
    if (body.readableBytes() < Short.BYTES + Integer.BYTES) {
      counters.increment(RtmpCounter.COMMAND_MALFORMED);
      return;
    }
    if (body.readUnsignedShort() == UserControl.PING_REQUEST) {
      ControlMessage.writeUserControl(UserControl.PING_RESPONSE, body.readInt(), outbox.bytes());
    }
  }

  private void media(int typeId, int timestampMs, ByteBuf body) {
    if (role == Role.PUBLISHING) {
      setDeadline(Deadlines.Kind.SILENCE, nowNs, limits.silenceTimeoutMs());
    } else if (role != Role.PUBLISH_ASKED) {
      counters.increment(RtmpCounter.MEDIA_UNEXPECTED);
      return;
    }
    actions().media(typeId, timestampMs, body);
  }

  private void aggregate(int timestampMs, ByteBuf body) {
    if (!AggregateMessage.read(timestampMs, body, this::part)) {
      counters.increment(RtmpCounter.MEDIA_MALFORMED);
    }
  }

  private void part(int typeId, int timestampMs, ByteBuf body) {
    if (typeId == MessageType.AUDIO
        || typeId == MessageType.VIDEO
        || typeId == MessageType.DATA_AMF0) {
      media(typeId, timestampMs, body);
    }
  }

  private void command(int messageStreamId, ByteBuf body, boolean amf3) {
    List<AmfValue> values;
    try {
      values = amf3 ? AmfMessage.readAmf3(body) : AmfMessage.readAmf0(body);
    } catch (MalformedMediaException e) {
      throw new RtmpException(CloseReason.PROTOCOL_ERROR, "command: " + e.getMessage());
    }
    Arguments arguments = new Arguments(values);
    if (state == State.UNCONNECTED && !arguments.name().equals("connect")) {
      counters.increment(RtmpCounter.COMMAND_UNKNOWN);
      return;
    }
    switch (arguments.name()) {
      case "connect" -> connect(arguments);
      case "createStream" -> createMessageStream(arguments);
      case "releaseStream", "_checkbw", "checkBandwidth" -> acknowledge(arguments);
      case "FCPublish" -> {
        acknowledge(arguments);
        outbox.call("onFCPublish", "NetStream.Publish.Start", "Go on with publish.");
      }
      case "FCUnpublish" -> {
        acknowledge(arguments);
        endRole();
      }
      case "FCSubscribe" -> acknowledge(arguments);
      case "getStreamLength" -> outbox.result(arguments.transaction(), AmfValue.NULL, length());
      case "deleteStream" -> deleteMessageStream(arguments);
      case "closeStream" -> endRole();
      case "publish" -> publish(messageStreamId, arguments);
      case "play", "play2" -> play(messageStreamId, arguments);
      case "pause", "pauseRaw" -> pause(arguments);
      case "seek" ->
          outbox.status(
              messageStreamId, "error", "NetStream.Seek.Failed", "Live media cannot be sought.");
      case "receiveAudio" -> {
        wantsAudio = arguments.flag(3, true);
        chosen();
      }
      case "receiveVideo" -> {
        wantsVideo = arguments.flag(3, true);
        chosen();
      }
      case "_result", "_error", "onStatus" -> {
        // Answers to what we never asked.
      }
      default -> {
        counters.increment(RtmpCounter.COMMAND_UNKNOWN);
        if (arguments.transaction() > 0) {
          outbox.error(
              arguments.transaction(), "NetConnection.Call.Failed", "No such command here.");
        }
      }
    }
  }

  /** Live media has none. */
  private static AmfValue length() {
    return AmfValue.of(0);
  }

  private void acknowledge(Arguments arguments) {
    if (arguments.transaction() > 0) {
      outbox.result(arguments.transaction(), AmfValue.NULL, AmfValue.UNDEFINED);
    }
  }

  private void connect(Arguments arguments) {
    if (state == State.CONNECTED) {
      throw new RtmpException(CloseReason.PROTOCOL_ERROR, "second connect");
    }
    connect = ConnectCommand.of(arguments.object(2));
    String application = RtmpAddress.of(connect.app(), connect.tcUrl(), "").application();
    if (!application.isEmpty() && !application.equals(LIVE) && !application.equals(PLAY)) {
      outbox.error(
          arguments.transaction(),
          "NetConnection.Connect.Rejected",
          "No such application. Publish to rtmp://HOST/live, play from rtmp://HOST/play.");
      close(CloseReason.DONE, "unknown application");
      return;
    }
    state = State.CONNECTED;
    ControlMessage.writeWindowAcknowledgementSize(WINDOW_BYTES, outbox.bytes());
    ControlMessage.writeSetPeerBandwidth(WINDOW_BYTES, outbox.bytes());
    ControlMessage.writeSetChunkSize(OUT_CHUNK_BYTES, outbox.bytes());
    outbox.chunkBytes(OUT_CHUNK_BYTES);
    outbox.result(
        arguments.transaction(), ConnectReply.properties(), ConnectReply.information(connect));
  }

  private void createMessageStream(Arguments arguments) {
    if (role == Role.NONE) {
      // What was created before and not used is given out again: playing needs the first one.
      messageStreams = 0;
    }
    if (messageStreams == MAX_MESSAGE_STREAMS) {
      outbox.error(
          arguments.transaction(), "NetConnection.Call.Failed", "Too many message streams.");
      return;
    }
    messageStreams++;
    outbox.result(arguments.transaction(), AmfValue.NULL, AmfValue.of(messageStreams));
  }

  private void deleteMessageStream(Arguments arguments) {
    int messageStreamId = (int) arguments.number(3);
    boolean another =
        messageStreamId != activeMessageStreamId
            && messageStreamId >= 1
            && messageStreamId <= messageStreams;
    // Who names one that never was means the only one there is.
    if (!another) {
      endRole();
    }
  }

  private void publish(int messageStreamId, Arguments arguments) {
    if (arguments.isFalse(3)) {
      endRole();
      return;
    }
    if (role != Role.NONE) {
      outbox.status(
          messageStreamId,
          "error",
          "NetStream.Publish.BadName",
          "This connection is in use; open another one.");
      return;
    }
    RtmpAddress address = RtmpAddress.of(connect.app(), connect.tcUrl(), arguments.text(3));
    activeMessageStreamId = messageStreamId;
    if (!address.application().equals(LIVE) || address.name().isEmpty()) {
      counters.increment(RtmpCounter.PUBLISH_REFUSED);
      status(
          "error",
          "NetStream.Publish.BadName",
          address.name().isEmpty()
              ? "The stream key is missing. Publish to rtmp://HOST/live/STREAM_KEY."
              : "Publish to rtmp://HOST/live/STREAM_KEY.");
      close(CloseReason.DONE, "publish without key or to another application");
      return;
    }
    role = Role.PUBLISH_ASKED;
    deadlines.clear(Deadlines.Kind.IDLE);
    actions().publishRequested(new PublishCommand(new StreamKey(address.name()), connect.agent()));
  }

  private void play(int messageStreamId, Arguments arguments) {
    if (role != Role.NONE) {
      outbox.status(
          messageStreamId,
          "error",
          "NetStream.Play.Failed",
          "This connection is in use; open another one.");
      return;
    }
    RtmpAddress address = RtmpAddress.of(connect.app(), connect.tcUrl(), arguments.text(3));
    activeMessageStreamId = messageStreamId;
    if (messageStreamId != PLAY_MESSAGE_STREAM_ID) {
      counters.increment(RtmpCounter.PLAY_REFUSED);
      status("error", "NetStream.Play.Failed", "Play on the first message stream.");
      close(CloseReason.DONE, "play on another message stream");
      return;
    }
    if (!address.application().equals(PLAY) || address.name().isEmpty()) {
      counters.increment(RtmpCounter.PLAY_REFUSED);
      status("error", "NetStream.Play.StreamNotFound", "Play from rtmp://HOST/play/PLAYBACK_ID.");
      close(CloseReason.DONE, "play without id or from another application");
      return;
    }
    role = Role.PLAY_ASKED;
    deadlines.clear(Deadlines.Kind.IDLE);
    actions().playRequested(new PlayCommand(address.name(), connect.agent(), address.parameters()));
  }

  private void pause(Arguments arguments) {
    if (role == Role.PLAYING) {
      boolean paused = arguments.flag(3, true);
      status(
          "status",
          paused ? "NetStream.Pause.Notify" : "NetStream.Unpause.Notify",
          paused ? "Paused." : "Going on.");
      actions().paused(paused);
    }
  }

  private void chosen() {
    if (role == Role.PLAYING) {
      actions().received(wantsAudio, wantsVideo);
    }
  }

  /** The peer is done with what it does; the connection may serve for something else. */
  private void endRole() {
    Role ended = role;
    if (ended == Role.NONE) {
      // Encoders say good-bye in several ways at once; it does not buy them time.
      return;
    }
    role = Role.NONE;
    wantsAudio = true;
    wantsVideo = true;
    deadlines.clearAll();
    setDeadline(Deadlines.Kind.IDLE, nowNs, limits.idleTimeoutMs());
    switch (ended) {
      case PUBLISH_ASKED, PUBLISHING -> {
        outbox.call("onFCUnpublish", "NetStream.Unpublish.Success", "Publishing stopped.");
        status("status", "NetStream.Unpublish.Success", "Publishing stopped.");
        actions().unpublished();
      }
      case PLAY_ASKED, PLAYING -> {
        status("status", "NetStream.Play.Stop", "Stopped playing.");
        actions().playEnded();
      }
      case NONE -> throw new IllegalStateException("returned above");
    }
  }

  private void status(String level, String code, String description) {
    outbox.status(activeMessageStreamId, level, code, description);
  }
}
