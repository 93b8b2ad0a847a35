package dev.fairlead.protocols.rtmp.testkit;

import dev.fairlead.media.bits.amf.AmfValue;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Plays over a real RTMP connection. Confined to one thread. */
public final class RtmpTestPlayer implements AutoCloseable {
  private static final double START_LIVE = -2;

  private final RtmpTestClient client;

  private RtmpTestPlayer(RtmpTestClient client) {
    this.client = client;
  }

  /** Connects and plays {@code playbackId}; fails when the server refuses. */
  public static RtmpTestPlayer play(String host, int port, String playbackId) throws IOException {
    RtmpTestClient client = RtmpTestClient.open(host, port);
    client.connect("play", "rtmp://" + host + ":" + port + "/play");
    return play(client, playbackId);
  }

  /** Plays over a client that is connected. */
  public static RtmpTestPlayer play(RtmpTestClient client, String playbackId) throws IOException {
    RtmpTestClient.Message created = client.call("createStream", AmfValue.NULL);
    int id = (int) ((AmfValue.Num) created.values().get(3)).value();
    client.command(id, "play", 0, AmfValue.NULL, AmfValue.of(playbackId), AmfValue.of(START_LIVE));
    while (true) {
      RtmpTestClient.Message status = client.awaitStatus();
      if (status.code().equals("NetStream.Play.Start")) {
        return new RtmpTestPlayer(client);
      }
      if (!status.code().equals("NetStream.Play.Reset")) {
        client.close();
        throw new IOException(status.code() + ": " + status.description());
      }
    }
  }

  /** The connection beneath. */
  public RtmpTestClient client() {
    return client;
  }

  /** The next video or audio message, sequence headers included. */
  public RtmpTestClient.Message nextMedia() throws IOException {
    return client.await(RtmpTestClient.Message::isMedia);
  }

  /** Every video and audio message until the server ends. */
  public List<RtmpTestClient.Message> allMedia() throws IOException {
    List<RtmpTestClient.Message> all = new ArrayList<>();
    try {
      while (true) {
        RtmpTestClient.Message message = client.read();
        if (message.isMedia()) {
          all.add(message);
        } else if (message.code().equals("NetStream.Play.Stop")) {
          return all;
        }
      }
    } catch (EOFException e) {
      return all;
    }
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
