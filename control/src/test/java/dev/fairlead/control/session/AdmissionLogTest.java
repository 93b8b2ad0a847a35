package dev.fairlead.control.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.session.AccessPolicy;
import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.session.PlayAdmission;
import dev.fairlead.media.session.PlayRequest;
import dev.fairlead.media.session.Protocol;
import dev.fairlead.media.session.PublishAdmission;
import dev.fairlead.media.session.PublishRequest;
import dev.fairlead.media.session.RefusalReason;
import dev.fairlead.media.session.StreamKey;
import dev.fairlead.media.session.TenantId;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdmissionLogTest {
  private static final InetSocketAddress PEER = new InetSocketAddress("192.0.2.7", 1);

  private final Logger logger = Logger.getLogger(AdmissionLog.class.getName());
  private final Lines lines = new Lines();
  private final AdmissionLog log = new AdmissionLog(new OnlyGood(), AddressDetail.NETWORK);

  @BeforeEach
  void listen() {
    logger.addHandler(lines);
    logger.setUseParentHandlers(false);
  }

  @AfterEach
  void stopListening() {
    logger.removeHandler(lines);
    logger.setUseParentHandlers(true);
  }

  @Test
  void aRefusedPublisherIsLoggedInWordsAndWithoutHisKey() {
    publish("sk_bad");

    assertEquals(1, lines.texts.size());
    String line = lines.texts.getFirst();
    assertTrue(line.contains("reason=unknown"), line);
    assertTrue(line.contains("text=Not you."), line);
    assertTrue(line.contains("remote=192.0.2.0/24"), line);
    assertFalse(line.contains("sk_bad"), line);
  }

  @Test
  void whoTriesKeysFillsNoDisk() {
    for (int i = 0; i < 1_000; i++) {
      publish("sk_" + i);
    }

    assertTrue(lines.texts.size() < 50, lines.texts.size() + " lines");
    assertEquals(List.of("PUBLISH RTMP UNKNOWN 1000"), counted());
  }

  @Test
  void refusedViewersAreCountedAlone() {
    log.admitPlay(new PlayRequest(Protocol.HLS, "bad", PEER, "", Map.of()));
    log.admitPlay(new PlayRequest(Protocol.HLS, "good", PEER, "", Map.of()));

    assertEquals(List.of(), lines.texts);
    assertEquals(List.of("PLAY HLS FORBIDDEN 1"), counted());
  }

  @Test
  void whoIsAdmittedIsNoNews() {
    CompletionStage<PublishAdmission> answer = publish("good");

    assertTrue(answer.toCompletableFuture().join() instanceof PublishAdmission.Granted);
    assertEquals(List.of(), lines.texts);
    assertEquals(List.of(), counted());
  }

  private CompletionStage<PublishAdmission> publish(String key) {
    return log.admitPublish(new PublishRequest(Protocol.RTMP, new StreamKey(key), PEER, "obs"));
  }

  private List<String> counted() {
    List<String> counted = new ArrayList<>();
    log.forEach(
        (direction, protocol, reason, count) ->
            counted.add(direction + " " + protocol + " " + reason + " " + count));
    return counted;
  }

  private static final class OnlyGood implements AccessPolicy {
    @Override
    public CompletionStage<PublishAdmission> admitPublish(PublishRequest request) {
      return CompletableFuture.completedFuture(
          request.key().secret().equals("good")
              ? new PublishAdmission.Granted(
                  new TenantId("t"), new BroadcastKey("b"), "playback", false)
              : new PublishAdmission.Refused(RefusalReason.UNKNOWN, "Not you."));
    }

    @Override
    public CompletionStage<PlayAdmission> admitPlay(PlayRequest request) {
      return CompletableFuture.completedFuture(
          request.playbackId().equals("good")
              ? new PlayAdmission.Granted(new TenantId("t"), new BroadcastKey("b"))
              : new PlayAdmission.Refused(RefusalReason.FORBIDDEN, "Not you."));
    }
  }

  private static final class Lines extends Handler {
    private final List<String> texts = new ArrayList<>();

    @Override
    public void publish(LogRecord record) {
      StringBuilder text = new StringBuilder(record.getMessage());
      for (Object parameter : record.getParameters()) {
        text.append(' ').append(parameter);
      }
      texts.add(text.toString());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
