package dev.fairlead.protocols.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.bridge.AudioCodecs;
import dev.fairlead.media.bridge.AudioDecoder;
import dev.fairlead.media.bridge.AudioEncoder;
import dev.fairlead.media.bridge.BridgeCounter;
import dev.fairlead.media.bridge.Bridges;
import dev.fairlead.media.bridge.CodecUnavailableException;
import dev.fairlead.media.bridge.SoundProfile;
import dev.fairlead.media.broadcast.EndReason;
import dev.fairlead.media.segment.PackagedBroadcast;
import dev.fairlead.media.segment.PackagerService;
import dev.fairlead.media.segment.SegmentTargets;
import dev.fairlead.media.segment.SegmentWindow;
import dev.fairlead.media.testkit.FlvTags;
import dev.fairlead.media.track.AudioFormat;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.Track;
import dev.fairlead.protocols.egress.Egress;
import dev.fairlead.protocols.egress.EgressConfig;
import dev.fairlead.protocols.egress.EgressViewer;
import dev.fairlead.protocols.egress.FanOut;
import dev.fairlead.protocols.egress.FlushWindow;
import dev.fairlead.protocols.progressive.ProgressiveFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Players that do not know the publisher's sound, over the real fan-out and packaging. */
class LegacyViewersTest {
  private static final int AAC_TAG = 0xAF;
  private static final int ENHANCED_TAG = 0x90;

  private final BridgeRig rig = new BridgeRig();
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final List<Viewer> viewers = new ArrayList<>();
  private FanOut fanOut = fanOut(rig.bridges);
  private AudioEncoder encoder;
  private Track track;
  private long nextTicks = 48_000;

  @BeforeEach
  void begin() {
    channel.freezeTime();
  }

  @AfterEach
  void end() {
    viewers.forEach(viewer -> viewer.place.leave());
    if (encoder != null) {
      encoder.close();
    }
    rig.close();
    run();
    channel.finishAndReleaseAll();
  }

  private static FanOut fanOut(Bridges bridges) {
    return new FanOut(EgressConfig.DEFAULT.withWindow(FlushWindow.PER_FRAME), key -> null, bridges);
  }

  private void run() {
    for (int i = 0; i < 4; i++) {
      rig.run();
      channel.runPendingTasks();
    }
  }

  private void pass(long ms) {
    channel.advanceTimeBy(ms, TimeUnit.MILLISECONDS);
    run();
  }

  private void publishes(Codec codec) {
    encoder = BridgeRig.CODECS.encoder(codec);
    track = rig.publisher().addTrack(encoder.format(), "");
    run();
  }

  /** A quiet tone. */
  private void publish(int frames) {
    float[] frame = new float[encoder.frameTicks() * 2];
    for (int i = 0; i < frames; i++) {
      for (int j = 0; j < frame.length / 2; j++) {
        float value = (float) (0.1 * Math.sin(2 * Math.PI * 440 * (nextTicks + j) / 48_000));
        frame[2 * j] = value;
        frame[2 * j + 1] = value;
      }
      ByteBuf packet = encoder.encode(frame);
      if (packet != null) {
        rig.publish(track, nextTicks, ByteBufUtil.getBytes(packet));
        packet.release();
      }
      nextTicks += encoder.frameTicks();
      pass(20);
    }
  }

  private Viewer watch(SoundProfile sound) {
    Viewer viewer = new Viewer();
    viewer.place =
        fanOut.join(
            rig.broadcast(),
            "flv-" + sound,
            () -> ProgressiveFormat.FLV.muxer().apply(sound),
            channel.eventLoop(),
            viewer);
    viewers.add(viewer);
    run();
    return viewer;
  }

  @Test
  void flvPlayersHearOpusAsAac() {
    publishes(Codec.OPUS);
    publish(50);
    Viewer legacy = watch(SoundProfile.LEGACY_FLV);
    Viewer modern = watch(SoundProfile.ORIGINAL);
    publish(50);

    assertEquals(List.of(AAC_TAG), legacy.kinds());
    assertTrue(legacy.audio().getFirst().isLegacyConfiguration(), "the configuration comes first");
    assertTrue(legacy.audio().size() > 50, "sound came at once: " + legacy.audio().size());
    assertEquals(List.of(ENHANCED_TAG), modern.kinds());
    assertEquals(1, rig.count(BridgeCounter.BRIDGES_STARTED));
  }

  @Test
  void theBridgeEndsWithTheLastOfThem() {
    publishes(Codec.OPUS);
    Viewer first = watch(SoundProfile.LEGACY_FLV);
    Viewer second = watch(SoundProfile.LEGACY_FLV);
    publish(20);
    first.place.leave();
    second.place.leave();
    pass(EgressConfig.DEFAULT.lingerMs() + 1);
    rig.bridges.advance(0);
    rig.bridges.advance(Bridges.DEFAULT_LINGER_NS);
    publish(20);

    assertEquals("ended AAC", rig.news.getLast());
    assertEquals(0, rig.count(BridgeCounter.BRIDGES_NOW));
  }

  @Test
  void soundThatTheyKnowIsNotBridged() {
    publishes(Codec.AAC);
    publish(20);
    Viewer legacy = watch(SoundProfile.LEGACY_FLV);
    publish(20);

    assertEquals(List.of(AAC_TAG), legacy.kinds());
    assertEquals(0, rig.count(BridgeCounter.BRIDGES_NOW));
    assertTrue(rig.derived.isEmpty());
  }

  @Test
  void whereNothingCanBridgeTheyGetWhatThereIs() {
    Bridges none = new Bridges(new NoCodecs(), 0, any -> rig.feed, any -> rig.worker);
    fanOut = fanOut(none);
    publishes(Codec.OPUS);
    publish(20);
    Viewer legacy = watch(SoundProfile.LEGACY_FLV);
    publish(20);

    assertEquals(List.of(ENHANCED_TAG), legacy.kinds());
    assertEquals(1, none.counters().value(BridgeCounter.CODEC_UNAVAILABLE));
    none.close();
    run();
  }

  @Test
  void whoComesBeforeTheSoundGetsItWhenItComes() {
    Viewer legacy = watch(SoundProfile.LEGACY_FLV);
    pass(2_000);
    publishes(Codec.OPUS);
    publish(50);

    assertEquals(List.of(AAC_TAG), legacy.kinds());
  }

  @Test
  void oldDevicesGetAacInTransportSegments() {
    PackagerService service =
        new PackagerService(
            new SegmentTargets(1_000, 2_000, 200, 10_000),
            1_000_000_000L,
            broadcast -> rig.feed,
            rig.bridges);
    service.broadcastStarted(rig.broadcast());
    publishes(Codec.OPUS);
    publish(100);
    PackagedBroadcast packaged = service.find(rig.broadcast().key());
    assertNotNull(packaged);
    packaged.wantTransport();
    publish(200);

    SegmentWindow transport = packaged.window("ts");
    assertNotNull(transport);
    assertEquals(List.of(Codec.AAC), codecs(transport));
    assertTrue(transport.state().endSequence() - transport.state().firstSequence() >= 2);
    List<SegmentWindow> cmaf =
        packaged.windows().stream().filter(window -> window != transport).toList();
    assertEquals(1, cmaf.size(), "what is derived is not announced beside the original");
    assertEquals(List.of(Codec.OPUS), codecs(cmaf.getFirst()));
    service.close();
    rig.broadcast().stop(EndReason.STOPPED);
    run();
    assertEquals(0, rig.count(BridgeCounter.BRIDGES_NOW));
  }

  private static List<Codec> codecs(SegmentWindow window) {
    return window.state().tracks().stream().map(track -> track.format().codec()).toList();
  }

  private static final class Viewer implements EgressViewer {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Egress.Place place;

    @Override
    public boolean isWritable() {
      return true;
    }

    @Override
    public void write(ByteBuf batch) {
      bytes.writeBytes(ByteBufUtil.getBytes(batch));
      batch.release();
    }

    @Override
    public void ended(EndReason reason) {}

    @Override
    public void stalled() {}

    List<FlvTags.Tag> audio() {
      assertFalse(bytes.size() == 0, "something came");
      return FlvTags.of(bytes.toByteArray()).stream().filter(FlvTags.Tag::isAudio).toList();
    }

    /** The first bytes of its tags, without the low half where that varies. */
    List<Integer> kinds() {
      return audio().stream()
          .map(tag -> tag.body()[0] & 0xFF)
          .map(first -> first == AAC_TAG ? first : first & 0xF0)
          .distinct()
          .toList();
    }
  }

  /** A machine for which there is no library. */
  private static final class NoCodecs implements AudioCodecs {
    @Override
    public boolean decodes(Codec codec) {
      return true;
    }

    @Override
    public boolean encodes(Codec codec) {
      return true;
    }

    @Override
    public AudioDecoder decoder(AudioFormat format) {
      throw new CodecUnavailableException("not on this machine");
    }

    @Override
    public AudioEncoder encoder(Codec codec) {
      throw new CodecUnavailableException("not on this machine");
    }
  }
}
