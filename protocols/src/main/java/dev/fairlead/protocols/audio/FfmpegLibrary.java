package dev.fairlead.protocols.audio;

import dev.fairlead.media.bridge.CodecUnavailableException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swresample;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;

/**
 * The native library: unpacked and loaded when it is needed for the first time, and never on a
 * machine where nobody needs it. Any thread; the first to come loads, which takes about a second
 * and must not happen on an event loop.
 */
final class FfmpegLibrary {
  private static final Logger LOG = System.getLogger(FfmpegLibrary.class.getName());

  /** Where the loader unpacks to; a value that the operator has set stays. */
  private static final String FOLDER_PROPERTY = "org.bytedeco.javacpp.cachedir";

  /** Every native object here has an owner that closes it; the loader need not watch for more. */
  private static final String NO_COLLECTOR_PROPERTY = "org.bytedeco.javacpp.nopointergc";

  private final Path folder;
  private boolean tried;
  private @Nullable String failure;

  /**
   * @param folder where to unpack; made when it is needed, can be deleted while the node is stopped
   */
  FfmpegLibrary(Path folder) {
    this.folder = folder;
  }

  /**
   * Returns once the library can be used.
   *
   * @throws CodecUnavailableException when it cannot, now as ever
   */
  synchronized void load() {
    if (!tried) {
      tried = true;
      failure = tryToLoad();
      if (failure != null) {
        LOG.log(Level.WARNING, failure);
      }
    }
    if (failure != null) {
      throw new CodecUnavailableException(failure);
    }
  }

  private @Nullable String tryToLoad() {
    if (System.getProperty(FOLDER_PROPERTY) == null) {
      System.setProperty(FOLDER_PROPERTY, folder.toAbsolutePath().toString());
    }
    if (System.getProperty(NO_COLLECTOR_PROPERTY) == null) {
      System.setProperty(NO_COLLECTOR_PROPERTY, "true");
    }
    long startNs = System.nanoTime();
    try {
      Loader.load(avutil.class);
      Loader.load(swresample.class);
      Loader.load(avcodec.class);
      avutil.av_log_set_level(avutil.AV_LOG_QUIET);
    } catch (LinkageError | RuntimeException e) {
      return "sound is not bridged on this machine ("
          + Loader.getPlatform()
          + "): the codec library does not load: "
          + e.getMessage();
    }
    LOG.log(
        Level.INFO,
        "codec library "
            + avutil.av_version_info().getString()
            + " loaded in "
            + (System.nanoTime() - startNs) / 1_000_000
            + " ms");
    return null;
  }
}
