package dev.fairlead.protocols.srt.bridge;

import dev.fairlead.media.session.StreamKey;
import dev.fairlead.protocols.srt.core.SrtCounter;
import dev.fairlead.protocols.srt.wire.StreamId;

/** Asks callers what they want, and sends each its way. Confined to its event loop. */
public final class SrtReception {
  private final SrtServices services;

  public SrtReception(SrtServices services) {
    this.services = services;
  }

  /**
   * A caller waits.
   *
   * @param streamId what it asks for, as it was sent
   */
  public void requested(String streamId, SrtEntry entry) {
    switch (StreamId.read(streamId)) {
      case StreamId.Reading.Refused refused -> {
        services.counters().increment(SrtCounter.PUBLISH_REFUSED);
        entry.refuse(refused.reason());
      }
      case StreamId.Reading.Ok ok -> {
        StreamId id = ok.id();
        switch (id.mode()) {
          case PUBLISH -> new SrtIngest(services, entry).ask(new StreamKey(id.resource()));
          case PLAY -> new SrtPlayback(services, entry).ask(id.resource(), id.values());
        }
      }
    }
  }
}
