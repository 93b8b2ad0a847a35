package dev.fairlead.control.auth;

import dev.fairlead.control.stream.Streams;
import dev.fairlead.control.tenant.Actor;
import dev.fairlead.control.tenant.Tenant;
import dev.fairlead.control.tenant.Tenants;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;

/**
 * Moves the streams of a data folder from before the store into it, with their ids and keys, and
 * deletes the file that held them in the clear. May be repeated: what was moved is passed over.
 */
public final class StreamFileTakeover {
  private static final Logger LOG = System.getLogger(StreamFileTakeover.class.getName());

  private StreamFileTakeover() {}

  /** Moves what there is to move. */
  public static void run(Path dataDir, Tenants tenants, Streams streams) throws IOException {
    StreamFile file = new StreamFile(dataDir);
    if (!file.exists()) {
      return;
    }
    StreamFile.Contents contents = file.read();
    Tenant first = tenants.first();
    if (first == null) {
      tenants.create(
          Actor.NODE,
          contents.tenant(),
          FirstStart.TENANT_NAME,
          Tenant.Tier.STANDARD,
          Tenant.Limits.DEFAULT);
    } else if (!first.id().equals(contents.tenant())) {
      throw new IOException(
          dataDir.resolve(StreamFile.NAME)
              + " belongs to a tenant that the control store does not know; move it away");
    }
    List<String> known =
        contents.streams().stream()
            .filter(entry -> isKnown(streams, contents, entry))
            .map(StreamEntry::id)
            .toList();
    for (StreamEntry entry : contents.streams()) {
      if (!known.contains(entry.id())) {
        streams.create(
            contents.tenant(),
            Actor.NODE,
            Streams.Fresh.named(entry.name()),
            new Streams.Identity(
                entry.id(), entry.playbackId(), entry.broadcast(), entry.key(), entry.createdAt()));
      }
    }
    file.delete();
    LOG.log(
        Level.INFO,
        "{0} streams of {1} are in the control store now",
        contents.streams().size(),
        StreamFile.NAME);
  }

  private static boolean isKnown(Streams streams, StreamFile.Contents contents, StreamEntry entry) {
    return !streams.byBroadcast(contents.tenant(), List.of(entry.broadcast())).isEmpty();
  }
}
