package dev.fairlead.protocols.egress;

import dev.fairlead.media.broadcast.Broadcast;
import io.netty.channel.EventLoop;
import java.util.function.Supplier;

/** Connects viewers to broadcasts. */
public interface Egress {
  /**
   * Adds a viewer. Call on {@code loop}.
   *
   * @param broadcast what to watch
   * @param format names the wire format: viewers of one broadcast and loop that give the same name
   *     share one muxer and its bytes
   * @param muxer makes that muxer when this viewer is the first
   * @param loop the viewer's event loop
   * @param viewer gets the header and the kept media at once, or as soon as there is any
   * @return its place
   */
  Place join(
      Broadcast broadcast,
      String format,
      Supplier<WireMuxer> muxer,
      EventLoop loop,
      EgressViewer viewer);

  /** A viewer's place. Confined to its event loop. */
  interface Place {
    /** Stops sending at the next batch and resumes at a random access point. */
    void pause(boolean paused);

    /**
     * The connection takes more again: what waits for it is sent now rather than with the next
     * batch. Call it when the channel's writability changes.
     */
    void writable();

    /** Leaves; a second call does nothing. */
    void leave();

    /** Milliseconds of media sent so far. */
    long mediaMillis();

    /** Samples left out so far because the viewer did not keep up. */
    long samplesDropped();
  }
}
