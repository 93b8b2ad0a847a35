package dev.fairlead.protocols.audio;

import dev.fairlead.media.testkit.Ffmpeg;
import dev.fairlead.media.testkit.FlvTags;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Sound made by the host's ffmpeg: a quiet bed of 440 Hz, and at each second a beep of 1,760 Hz of
 * a fifteenth of a second.
 */
final class Clip {
  static final double BED = 0.05;
  static final double BEEP = 0.6;
  static final int BED_HZ = 440;
  static final int BEEP_HZ = 1_760;

  private static final String TONES =
      "0.05*sin(2*PI*440*t)+0.6*sin(2*PI*1760*t)*lt(mod(t\\,1)\\,0.0667)";

  private Clip() {}

  /**
   * FLV tags of AAC, as an encoder would send them.
   *
   * @param encoder ffmpeg's name and options
   */
  static List<FlvTags.Tag> aac(
      Path folder, int rateHz, String layout, int seconds, String... encoder) {
    Path file = folder.resolve("clip.flv");
    List<String> command = tones(rateHz, layout, seconds);
    command.addAll(List.of(encoder));
    command.add(file.toString());
    Ffmpeg.run(command);
    return FlvTags.of(read(file));
  }

  /** Opus packets of 20 ms, without the two header packets. */
  static List<byte[]> opus(Path folder, String layout, int seconds) {
    Path file = folder.resolve("clip.ogg");
    List<String> command = tones(48_000, layout, seconds);
    command.addAll(List.of("-c:a", "libopus", "-b:a", "128k", file.toString()));
    Ffmpeg.run(command);
    List<byte[]> packets = oggPackets(read(file));
    return packets.subList(2, packets.size());
  }

  /** What the host's ffmpeg hears in a file, from the timeline's beginning on. */
  static Sound heardByFfmpeg(Path file) {
    Path pcm = file.resolveSibling(file.getFileName() + ".pcm");
    Ffmpeg.run(
        Ffmpeg.command(
            "ffmpeg -v error -y -copyts -i "
                + file
                + " -map 0:a -af aresample=48000:async=1:first_pts=0 -ac 2 -f f32le "
                + pcm));
    ByteBuffer bytes = ByteBuffer.wrap(read(pcm)).order(ByteOrder.LITTLE_ENDIAN);
    float[] pairs = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(pairs);
    return Sound.of(pairs);
  }

  /** Whether the host's ffmpeg has an encoder of that name. */
  static boolean hasEncoder(String name) {
    return Ffmpeg.run(Ffmpeg.command("ffmpeg -hide_banner -encoders")).contains(" " + name + " ");
  }

  private static List<String> tones(int rateHz, String layout, int seconds) {
    String source = "aevalsrc='" + TONES + "':s=" + rateHz + ":c=" + layout + ":d=" + seconds;
    return new ArrayList<>(List.of("ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", source));
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Takes pages apart (RFC 3533 §6). */
  private static List<byte[]> oggPackets(byte[] file) {
    List<byte[]> packets = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(file);
    byte[] begun = new byte[0];
    while (in.remaining() >= 27) {
      byte[] magic = new byte[4];
      in.get(magic);
      if (!new String(magic, StandardCharsets.US_ASCII).equals("OggS")) {
        throw new AssertionError("no page at " + in.position());
      }
      in.position(in.position() + 22);
      int[] lacing = new int[in.get() & 0xFF];
      for (int i = 0; i < lacing.length; i++) {
        lacing[i] = in.get() & 0xFF;
      }
      for (int size : lacing) {
        byte[] longer = Arrays.copyOf(begun, begun.length + size);
        in.get(longer, begun.length, size);
        begun = longer;
        if (size < 255) {
          packets.add(begun);
          begun = new byte[0];
        }
      }
    }
    return packets;
  }
}
