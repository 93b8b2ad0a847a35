package dev.fairlead.control.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** One file of the page, held in memory. Any thread. */
final class Asset {
  /** Shorter ones gain nothing: the header costs as much. */
  private static final int MIN_COMPRESSED_BYTES = 512;

  private final String contentType;
  private final byte[] bytes;
  private volatile byte @Nullable [] gzip;

  private Asset(String contentType, byte[] bytes) {
    this.contentType = contentType;
    this.bytes = bytes;
  }

  /** Reads a resource of the jar. */
  static Asset read(String resource, String contentType) {
    try (InputStream in = Asset.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the build left out " + resource);
      }
      return new Asset(contentType, in.readAllBytes());
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + resource, e);
    }
  }

  String contentType() {
    return contentType;
  }

  /** As it is. Never written to. */
  byte[] bytes() {
    return bytes;
  }

  /** Compressed, or null when {@link #compress()} has not run or gained nothing. */
  byte @Nullable [] gzip() {
    return gzip;
  }

  /** Compresses once, so that no event loop ever does. */
  void compress() {
    if (bytes.length < MIN_COMPRESSED_BYTES || gzip != null) {
      return;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 2);
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(bytes);
    } catch (IOException e) {
      throw new IllegalStateException("memory takes every write", e);
    }
    if (out.size() < bytes.length) {
      gzip = out.toByteArray();
    }
  }
}
