package dev.fairlead.analytics.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Pattern;

/**
 * Up to where a consumer has done its work, in eight bytes that are written at once. Confined to
 * one thread.
 */
final class PositionFile implements AutoCloseable {
  /** Before everything. */
  static final long BEGINNING = 0;

  /** What a consumer may be called, so that it is a file name everywhere. */
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");

  private final FileChannel file;
  private final ByteBuffer scratch = ByteBuffer.allocateDirect(Long.BYTES);
  private long position;

  private PositionFile(FileChannel file) {
    this.file = file;
  }

  static PositionFile open(Path folder, String consumer) {
    if (!NAME.matcher(consumer).matches()) {
      throw new IllegalArgumentException("not the name of a consumer: " + consumer);
    }
    try {
      Files.createDirectories(folder);
      PositionFile opened =
          new PositionFile(
              FileChannel.open(
                  folder.resolve(consumer),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.READ,
                  StandardOpenOption.WRITE));
      opened.position = read(opened.file);
      return opened;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The least position of all consumers, which is the first that may still be asked for. */
  static long least(Path folder) {
    long least = Long.MAX_VALUE;
    try (var consumers = Files.list(folder)) {
      for (Path consumer : consumers.toList()) {
        try (FileChannel file = FileChannel.open(consumer, StandardOpenOption.READ)) {
          least = Math.min(least, read(file));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return least;
  }

  private static long read(FileChannel file) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES);
    return file.read(bytes, 0) == Long.BYTES ? bytes.getLong(0) : BEGINNING;
  }

  long position() {
    return position;
  }

  void moveTo(long next) {
    if (next == position) {
      return;
    }
    try {
      scratch.putLong(0, next).clear();
      int _ = file.write(scratch, 0);
      position = next;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
