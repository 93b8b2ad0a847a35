package dev.fairlead.protocols.rtmp.testkit;

import dev.fairlead.media.bits.amf.AmfValue;
import dev.fairlead.media.container.flv.FlvTagBody;
import dev.fairlead.media.testkit.FlvTags;
import dev.fairlead.media.track.MediaKind;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;

/**
 * Publishes what it is given over a real RTMP connection: FLV tags, tag bodies (see {@link
 * TagBodies}), or samples. Confined to one thread.
 *
 * <p>Nothing is paced: send at the rate that the test wants.
 */
public final class RtmpTestPublisher implements AutoCloseable {
  private static final int AUDIO = 8;
  private static final int VIDEO = 9;
  private static final int SCRIPT = 18;
  private static final int CHUNK_BYTES = 4_096;

  private final RtmpTestClient client;
  private final int messageStreamId;
  private final String name;

  private RtmpTestPublisher(RtmpTestClient client, int messageStreamId, String name) {
    this.client = client;
    this.messageStreamId = messageStreamId;
    this.name = name;
  }

  /**
   * Connects and publishes under {@code key} in application {@code live}; fails when the server
   * refuses.
   */
  public static RtmpTestPublisher publish(String host, int port, String key) throws IOException {
    RtmpTestClient client = RtmpTestClient.open(host, port);
    client.connect("live", "rtmp://" + host + ":" + port + "/live");
    return publish(client, key);
  }

  /** Publishes over a client that is connected. */
  public static RtmpTestPublisher publish(RtmpTestClient client, String key) throws IOException {
    client.writeChunkBytes(CHUNK_BYTES);
    client.command(0, "releaseStream", 0, AmfValue.NULL, AmfValue.of(key));
    client.command(0, "FCPublish", 0, AmfValue.NULL, AmfValue.of(key));
    RtmpTestClient.Message created = client.call("createStream", AmfValue.NULL);
    int id = (int) ((AmfValue.Num) created.values().get(3)).value();
    client.command(id, "publish", 0, AmfValue.NULL, AmfValue.of(key), AmfValue.of("live"));
    RtmpTestClient.Message status = client.awaitStatus();
    if (!status.code().equals("NetStream.Publish.Start")) {
      client.close();
      throw new IOException(status.code() + ": " + status.description());
    }
    return new RtmpTestPublisher(client, id, key);
  }

  /** The connection beneath. */
  public RtmpTestClient client() {
    return client;
  }

  /** Sends the body of a video tag. */
  public void video(int timestampMs, byte[] body) throws IOException {
    client.send(6, VIDEO, messageStreamId, timestampMs, body);
  }

  /** Sends the body of an audio tag. */
  public void audio(int timestampMs, byte[] body) throws IOException {
    client.send(4, AUDIO, messageStreamId, timestampMs, body);
  }

  /** Sends the body of a script tag. */
  public void script(int timestampMs, byte[] body) throws IOException {
    client.send(5, SCRIPT, messageStreamId, timestampMs, body);
  }

  /** Sends a tag of a file. */
  public void tag(FlvTags.Tag tag) throws IOException {
    switch (tag.type()) {
      case VIDEO -> video(tag.timestampMs(), tag.body());
      case AUDIO -> audio(tag.timestampMs(), tag.body());
      default -> script(tag.timestampMs(), tag.body());
    }
  }

  /** Sends the decoder configuration of a track, if it has one. */
  public void configuration(Track track, int timestampMs) throws IOException {
    if (FlvTagBody.hasSequenceHeader(track)) {
      ByteBuf body = Unpooled.buffer();
      FlvTagBody.writeSequenceHeader(track, body);
      client.send(
          track.kind() == MediaKind.VIDEO ? 6 : 4,
          FlvTagBody.tagType(track),
          messageStreamId,
          timestampMs,
          ByteBufUtil.getBytes(body));
    }
  }

  /** Sends a sample; its configuration went before. */
  public void sample(Sample sample) throws IOException {
    ByteBuf body = Unpooled.buffer();
    FlvTagBody.writeHeader(sample, body);
    body.writeBytes(sample.payload().duplicate());
    client.send(
        sample.track().kind() == MediaKind.VIDEO ? 6 : 4,
        FlvTagBody.tagType(sample.track()),
        messageStreamId,
        (int) FlvTagBody.timestampMs(sample),
        ByteBufUtil.getBytes(body));
  }

  /** Says good-bye and waits until the server has heard it. */
  public void unpublish() throws IOException {
    client.command(0, "FCUnpublish", 0, AmfValue.NULL, AmfValue.of(name));
    client.command(0, "deleteStream", 0, AmfValue.NULL, AmfValue.of((double) messageStreamId));
    client.awaitStatus();
  }

  /** Drops the connection without a word. */
  @Override
  public void close() throws IOException {
    client.close();
  }
}
