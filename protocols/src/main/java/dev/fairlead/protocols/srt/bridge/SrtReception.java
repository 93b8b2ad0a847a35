package dev.fairlead.protocols.srt.bridge;

import dev.fairlead.protocols.srt.core.SrtCounter;
import dev.fairlead.protocols.srt.core.SrtRequest;
import dev.fairlead.protocols.srt.wire.StreamId;

/** Asks callers what they want, and sends each its way. Confined to its event loop. */
public final class SrtReception {
  private final SrtServices services;
  private final SrtDoor door;

  public SrtReception(SrtServices services, SrtDoor door) {
    this.services = services;
    this.door = door;
  }

  /** A caller waits. */
  public void requested(SrtRequest request) {
    switch (StreamId.read(request.streamId())) {
      case StreamId.Reading.Refused refused -> {
        services.counters().increment(SrtCounter.PUBLISH_REFUSED);
        door.refuse(request, refused.reason());
      }
      case StreamId.Reading.Ok ok -> {
        switch (ok.id().mode()) {
          case PUBLISH -> new SrtIngest(services, door, request).ask(ok.id());
          case PLAY -> new SrtPlayback(services, door, request).ask(ok.id());
        }
      }
    }
  }
}
