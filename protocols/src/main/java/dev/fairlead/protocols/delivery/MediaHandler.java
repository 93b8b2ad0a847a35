package dev.fairlead.protocols.delivery;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.segment.InitSegment;
import dev.fairlead.media.segment.PackagedBroadcast;
import dev.fairlead.media.segment.Part;
import dev.fairlead.media.segment.Segment;
import dev.fairlead.media.segment.SegmentWindow;
import dev.fairlead.media.segment.WindowState;
import dev.fairlead.media.session.Protocol;
import dev.fairlead.media.track.MediaKind;
import dev.fairlead.protocols.http.HttpExchange;
import dev.fairlead.protocols.http.HttpHandler;
import dev.fairlead.protocols.http.MemoryFile;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests for headers, segments and parts: {@code …/{id}/{run}/{window}/{file}}. Confined
 * to the exchange's loop.
 *
 * <p>Sends the window's own bytes. What is announced but not there yet is waited for; a segment
 * that grows is sent as its parts come.
 */
public final class MediaHandler implements HttpHandler {
  private final Delivery delivery;
  private final CounterSet<DeliveryCounter> counters;

  /**
   * @param delivery leads to the broadcast
   */
  public MediaHandler(Delivery delivery) {
    this.delivery = delivery;
    counters = delivery.counters();
  }

  @Override
  public void handle(HttpExchange exchange) {
    MediaFile file = MediaFile.parse(exchange.pathParameter("file"));
    if (file == null) {
      counters.increment(DeliveryCounter.FILE_UNKNOWN);
      exchange.respondProblem(404, "unknown_file", "There are no files of this name here.");
      return;
    }
    String name = exchange.pathParameter("window");
    Protocol protocol = name.equals(Delivery.TS_WINDOW) ? Protocol.HLS_TS : Protocol.HLS;
    delivery.fetch(
        exchange,
        protocol,
        (broadcast, viewer) -> {
          SegmentWindow window = broadcast.window(name);
          if (window == null) {
            respondNotHeld(exchange);
          } else {
            serve(new Wanted(exchange, viewer, broadcast, window, file));
          }
        });
  }

  private void serve(Wanted wanted) {
    switch (wanted.file()) {
      case MediaFile.Init init -> serveInit(wanted, init);
      case MediaFile.Whole whole -> serveSegment(wanted, whole.sequence());
      case MediaFile.Piece piece -> servePart(wanted, piece);
    }
  }

  private void serveInit(Wanted wanted, MediaFile.Init file) {
    InitSegment init = init(wanted.window(), file.number());
    if (init == null) {
      respondNotHeld(wanted.exchange());
      return;
    }
    counters.increment(DeliveryCounter.INITS);
    respondMedia(wanted, List.of(Unpooled.wrappedBuffer(init.toByteArray())));
  }

  /** Looks from the newest segment backwards: nearly always the first one has it. */
  private static @Nullable InitSegment init(SegmentWindow window, int number) {
    WindowState state = window.state();
    for (long i = state.endSequence(); i >= state.firstSequence(); i--) {
      Segment segment = window.segment(i);
      InitSegment init = segment == null ? null : segment.init();
      if (init != null && init.number() == number) {
        return init;
      }
    }
    return null;
  }

  private void serveSegment(Wanted wanted, long sequence) {
    WindowState state = wanted.window().state();
    Segment segment = wanted.window().segment(sequence);
    if (segment == null) {
      // The next one is asked for by players that know when it begins (DASH).
      if (sequence == state.endSequence() && !state.ended()) {
        await(wanted, sequence, 0);
      } else {
        respondNotHeld(wanted.exchange());
      }
      return;
    }
    if (!segment.complete()) {
      counters.increment(DeliveryCounter.SEGMENTS_RELAYED);
      new SegmentRelay(delivery, wanted, sequence).start();
      return;
    }
    MemoryFile copy =
        wanted.exchange().takesFiles() ? delivery.files().find(wanted.window(), segment) : null;
    if (copy == null) {
      respondParts(wanted, segment.parts(), DeliveryCounter.SEGMENTS);
      return;
    }
    counters.increment(DeliveryCounter.SEGMENTS);
    segment.parts().forEach(wanted::sent);
    head(wanted).respondFile(wanted.contentType(), copy);
  }

  private void servePart(Wanted wanted, MediaFile.Piece file) {
    WindowState state = wanted.window().state();
    Segment segment = wanted.window().segment(file.sequence());
    int parts = segment == null ? 0 : segment.parts().size();
    if (segment != null && file.part() < parts) {
      Part part = segment.parts().get(file.part());
      respondParts(wanted, List.of(part), DeliveryCounter.PARTS);
    } else if (file.sequence() == state.endSequence() && file.part() == parts && !state.ended()) {
      // The one that the playlist hints at (RFC 8216bis draft 17 §4.4.5.3).
      await(wanted, file.sequence(), file.part());
    } else {
      respondNotHeld(wanted.exchange());
    }
  }

  private void respondParts(Wanted wanted, List<Part> parts, DeliveryCounter counter) {
    List<ByteBuf> pieces = new ArrayList<>();
    for (Part part : parts) {
      if (!part.retainInto(pieces::add)) {
        pieces.forEach(ByteBuf::release);
        respondNotHeld(wanted.exchange());
        return;
      }
    }
    counters.increment(counter);
    parts.forEach(wanted::sent);
    respondMedia(wanted, pieces);
  }

  private static void respondMedia(Wanted wanted, List<ByteBuf> pieces) {
    head(wanted).respond(200, wanted.contentType(), pieces);
  }

  private static HttpExchange head(Wanted wanted) {
    return wanted
        .exchange()
        .setHeader("Cache-Control", Caching.IMMUTABLE)
        .setHeader("ETag", wanted.tag());
  }

  private void await(Wanted wanted, long sequence, int part) {
    LoopWaiters waiters = delivery.waiters(wanted.window(), wanted.exchange().loop());
    if (waiters == null) {
      respondNotHeld(wanted.exchange());
      return;
    }
    MediaWaiter waiter = new MediaWaiter(wanted, sequence, part);
    counters.increment(DeliveryCounter.MEDIA_AWAITED);
    wanted.exchange().onDone(() -> waiters.leave(waiter));
    if (!waiters.park(waiter, Delivery.waitNs(wanted.broadcast()))) {
      respondUnavailable(wanted.exchange());
    }
  }

  private void respondNotHeld(HttpExchange exchange) {
    counters.increment(DeliveryCounter.MEDIA_NOT_HELD);
    exchange
        .setHeader("Cache-Control", Caching.LIVE_EDGE)
        .respondProblem(404, "not_held", "This piece of the broadcast is not available any more.");
  }

  private static void respondUnavailable(HttpExchange exchange) {
    exchange
        .setHeader("Cache-Control", Caching.NEVER)
        .setHeader("Retry-After", "1")
        .respondProblem(503, "not_yet", "This piece of the broadcast did not come in time.");
  }

  /**
   * One request for media.
   *
   * @param exchange where the answer goes
   * @param viewer whose session it belongs to, null for none
   * @param broadcast what it is of
   * @param window which window
   * @param file what of it
   */
  record Wanted(
      HttpExchange exchange,
      @Nullable PollingViewer viewer,
      PackagedBroadcast broadcast,
      SegmentWindow window,
      MediaFile file) {
    /** Notes that {@code part} was sent. */
    void sent(Part part) {
      if (viewer != null) {
        viewer.sent(
            window.state().tracks().getFirst().kind(), part.durationTicks(), window.timescaleHz());
      }
    }

    /** Bytes at one address never change: its last name is tag enough. */
    String tag() {
      return switch (file) {
        case MediaFile.Init init -> "\"init" + init.number() + "\"";
        case MediaFile.Whole whole -> "\"" + whole.sequence() + "\"";
        case MediaFile.Piece piece -> "\"" + piece.sequence() + "." + piece.part() + "\"";
      };
    }

    String contentType() {
      if (window.name().equals(Delivery.TS_WINDOW)) {
        return "video/mp2t";
      }
      MediaKind kind = window.state().tracks().getFirst().kind();
      return switch (kind) {
        case VIDEO -> "video/mp4";
        case AUDIO -> "audio/mp4";
        case DATA -> "application/mp4";
      };
    }
  }

  /** Waits until the part is there, or cannot come any more because its segment is complete. */
  private final class MediaWaiter extends Waiter {
    private final Wanted wanted;
    private final long sequence;
    private final int part;

    private MediaWaiter(Wanted wanted, long sequence, int part) {
      this.wanted = wanted;
      this.sequence = sequence;
      this.part = part;
    }

    @Override
    protected boolean isReady(WindowState state) {
      return state.ended() || state.hasPart(sequence, part);
    }

    @Override
    protected void resume() {
      serve(wanted);
    }

    @Override
    protected void timedOut() {
      counters.increment(DeliveryCounter.MEDIA_TIMED_OUT);
      respondUnavailable(wanted.exchange());
    }
  }
}
