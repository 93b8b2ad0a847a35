package dev.fairlead.protocols.srtp.core;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;

/** Named byte strings of one file. */
final class Vectors {
  private final Map<String, byte[]> values;

  private Vectors(Map<String, byte[]> values) {
    this.values = values;
  }

  static Vectors read(String name) throws IOException {
    try (InputStream file = Vectors.class.getResourceAsStream("vectors/" + name)) {
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      return new Vectors(
          text.lines()
              .filter(line -> !line.startsWith("#"))
              .map(line -> line.split(" = "))
              .collect(
                  Collectors.toMap(
                      pair -> pair[0], pair -> HexFormat.of().parseHex(pair[1].replace(" ", "")))));
    }
  }

  byte[] bytes(String name) {
    return values.get(name);
  }
}
