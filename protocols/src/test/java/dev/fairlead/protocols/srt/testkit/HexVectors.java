package dev.fairlead.protocols.srt.testkit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** Packets by name, from a file of lines "name hexadecimal" with comments. */
public final class HexVectors {
  private final Map<String, byte[]> vectors = new LinkedHashMap<>();

  private HexVectors() {}

  /** Reads {@code vectors/FILE} of the SRT room. */
  public static HexVectors of(String file) {
    HexVectors read = new HexVectors();
    String path = "/dev/fairlead/protocols/srt/vectors/" + file;
    try (InputStream in = HexVectors.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalArgumentException(path);
      }
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        if (!line.startsWith("#") && !line.isBlank()) {
          int space = line.indexOf(' ');
          read.vectors.put(
              line.substring(0, space), HexFormat.of().parseHex(line.substring(space + 1)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return read;
  }

  /** A copy of the bytes under {@code name}. */
  public byte[] bytes(String name) {
    byte[] found = vectors.get(name);
    if (found == null) {
      throw new IllegalArgumentException(name);
    }
    return found.clone();
  }

  /** The bytes under {@code name} as a buffer of its own. */
  public ByteBuf buffer(String name) {
    return Unpooled.wrappedBuffer(bytes(name));
  }
}
