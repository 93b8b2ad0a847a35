package dev.fairlead.control.boot;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The folder of everything the node owns, held by one process at a time. */
final class DataFolder implements Closeable {
  private final Path path;
  private final FileChannel lockFile;
  private final FileLock lock;

  private DataFolder(Path path, FileChannel lockFile, FileLock lock) {
    this.path = path;
    this.lockFile = lockFile;
    this.lock = lock;
  }

  /** Makes the folder when it is not there, and takes it. */
  static DataFolder open(Path path) throws StartupException {
    try {
      Files.createDirectories(path);
      FileChannel channel =
          FileChannel.open(
              path.resolve("node.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        throw new StartupException(
            "data.dir: "
                + path.toAbsolutePath()
                + " is in use by another node; --data names another");
      }
      return new DataFolder(path, channel, lock);
    } catch (IOException e) {
      throw new StartupException(
          "data.dir: " + path.toAbsolutePath() + " cannot be used: " + e.getMessage(), e);
    }
  }

  /** The same for whoever is no node. */
  static DataFolder take(Path path) throws IOException {
    try {
      return open(path);
    } catch (StartupException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /** Where it is. */
  Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    lock.release();
    lockFile.close();
  }
}
