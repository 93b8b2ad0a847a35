package dev.fairlead.protocols.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.bits.MalformedMediaException;
import dev.fairlead.media.bridge.AudioDecoder;
import dev.fairlead.media.bridge.AudioEncoder;
import dev.fairlead.media.bridge.PcmBuffer;
import dev.fairlead.media.codec.opus.OpusHead;
import dev.fairlead.media.codec.opus.OpusPacket;
import dev.fairlead.media.track.Codec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FfmpegCodecsTest {
  private static final FfmpegCodecs CODECS = BridgeRig.CODECS;

  @Test
  void opusComesInFramesOfTwentyMillisecondsWithItsPreSkip() {
    try (AudioEncoder encoder = CODECS.encoder(Codec.OPUS)) {
      OpusHead head = OpusHead.parse(encoder.format().configuration().toByteArray());
      ByteBuf packet = encoder.encode(new float[960 * 2]);

      assertEquals(960, encoder.frameTicks());
      assertEquals(2, head.channels());
      assertEquals(encoder.delayTicks(), head.preSkipSamples());
      assertEquals(312, encoder.delayTicks());
      assertNotNull(packet);
      assertEquals(960, OpusPacket.samples(packet));
      packet.release();
    }
  }

  @Test
  void loudOpusFitsADatagram() {
    Random random = new Random(3);
    try (AudioEncoder encoder = CODECS.encoder(Codec.OPUS)) {
      float[] frame = new float[960 * 2];
      for (int i = 0; i < 200; i++) {
        for (int j = 0; j < frame.length; j++) {
          frame[j] = random.nextFloat() * 2 - 1;
        }
        ByteBuf packet = encoder.encode(frame);
        assertNotNull(packet);
        assertTrue(packet.readableBytes() < 1_000, packet.readableBytes() + " bytes");
        packet.release();
      }
    }
  }

  @Test
  void aacHoldsOneFrameBack() {
    try (AudioEncoder encoder = CODECS.encoder(Codec.AAC)) {
      assertEquals(1_024, encoder.frameTicks());
      assertEquals(1_024, encoder.delayTicks());
      assertEquals("mp4a.40.2", encoder.format().codecString());
      assertEquals(1_024, encoder.format().frameSamples());
      assertNull(encoder.encode(new float[1_024 * 2]));
      ByteBuf packet = encoder.encode(new float[1_024 * 2]);
      assertNotNull(packet);
      packet.release();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"AAC", "OPUS"})
  void whatEncodesDecodesToAsMuch(Codec codec) {
    PcmBuffer pcm = new PcmBuffer();
    try (AudioEncoder encoder = CODECS.encoder(codec);
        AudioDecoder decoder = CODECS.decoder(encoder.format())) {
      int packets = 0;
      for (int i = 0; i < 10; i++) {
        ByteBuf packet = encoder.encode(new float[encoder.frameTicks() * 2]);
        if (packet != null) {
          packets++;
          decoder.decode(packet, pcm);
          assertEquals(0, packet.readerIndex(), "borrowed");
          packet.release();
        }
      }
      assertEquals(packets * encoder.frameTicks(), pcm.ticks());
      assertEquals(0, decoder.delayTicks());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"AAC", "OPUS"})
  void garbageIsRefusedAndHarmsNobodyElse(Codec codec) {
    Random random = new Random(11);
    PcmBuffer pcm = new PcmBuffer();
    try (AudioEncoder encoder = CODECS.encoder(codec);
        AudioDecoder garbled = CODECS.decoder(encoder.format());
        AudioDecoder other = CODECS.decoder(encoder.format())) {
      int refused = 0;
      for (int i = 0; i < 2_000; i++) {
        byte[] garbage = new byte[random.nextInt(1_500)];
        random.nextBytes(garbage);
        try {
          garbled.decode(Unpooled.wrappedBuffer(garbage), pcm);
        } catch (MalformedMediaException e) {
          refused++;
        }
        while (pcm.ticks() >= 480) {
          pcm.take(new float[480 * 2]);
        }
      }
      assertTrue(refused > 100, refused + " were refused");
      assertEquals(4 * encoder.frameTicks(), decodeFour(encoder, other));
    }
  }

  private static int decodeFour(AudioEncoder encoder, AudioDecoder decoder) {
    PcmBuffer pcm = new PcmBuffer();
    int packets = 0;
    while (packets < 4) {
      ByteBuf packet = encoder.encode(new float[encoder.frameTicks() * 2]);
      if (packet != null) {
        decoder.decode(packet, pcm);
        packet.release();
        packets++;
      }
    }
    return pcm.ticks();
  }

  @Test
  void samplesBeyondTheBoundAreRefused() {
    try (AudioEncoder encoder = CODECS.encoder(Codec.AAC);
        AudioDecoder decoder = CODECS.decoder(encoder.format())) {
      ByteBuf large = Unpooled.wrappedBuffer(new byte[300 << 10]);

      assertThrows(MalformedMediaException.class, () -> decoder.decode(large, new PcmBuffer()));
      assertThrows(
          MalformedMediaException.class,
          () -> decoder.decode(Unpooled.EMPTY_BUFFER, new PcmBuffer()));
    }
  }
}
