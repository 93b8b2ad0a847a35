package dev.fairlead.control.auth;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/** Takes up streams that were added while the node runs. Confined to the housekeeping thread. */
public final class StreamFileWatch {
  private static final Logger LOG = System.getLogger(StreamFileWatch.class.getName());

  private final StreamFile file;
  private final StreamAccess access;
  private @Nullable FileTime seen;

  /**
   * @param file looked at
   * @param access told of the new book
   */
  public StreamFileWatch(StreamFile file, StreamAccess access) {
    this.file = file;
    this.access = access;
    seen = modifiedAt();
  }

  /** Looks whether the file changed; one that cannot be read leaves the old book in force. */
  public void look() {
    FileTime now = modifiedAt();
    if (now == null || now.equals(seen)) {
      return;
    }
    seen = now;
    try {
      StreamBook book = file.read();
      access.use(book);
      LOG.log(Level.INFO, "streams reloaded: {0} known", book.streams().size());
    } catch (IOException e) {
      LOG.log(Level.ERROR, "the streams stay as they were: {0}", e.getMessage());
    }
  }

  private @Nullable FileTime modifiedAt() {
    try {
      return Files.getLastModifiedTime(file.path());
    } catch (IOException e) {
      return null;
    }
  }
}
