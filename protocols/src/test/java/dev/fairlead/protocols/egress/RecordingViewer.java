package dev.fairlead.protocols.egress;

import dev.fairlead.media.broadcast.EndReason;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Keeps what it is sent as text, one entry for each write. */
final class RecordingViewer implements EgressViewer {
  final List<String> writes = new ArrayList<>();
  boolean writable = true;
  boolean throwing;
  Egress.Place place;

  @Override
  public boolean isWritable() {
    return writable;
  }

  @Override
  public void write(ByteBuf bytes) {
    String text = bytes.toString(StandardCharsets.US_ASCII);
    bytes.release();
    if (throwing) {
      throw new IllegalStateException("broken viewer");
    }
    writes.add(text);
  }

  @Override
  public void ended(EndReason reason) {
    writes.add("ended " + reason);
    place.leave();
  }

  @Override
  public void stalled() {
    writes.add("stalled");
    place.leave();
  }

  /** Everything so far in one piece, and forgets it. */
  String take() {
    String all = String.join("", writes);
    writes.clear();
    return all;
  }
}
