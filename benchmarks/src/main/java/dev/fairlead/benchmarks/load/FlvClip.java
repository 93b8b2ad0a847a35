package dev.fairlead.benchmarks.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An FLV file in memory, cut into tags (FLV 10.1 §E.4). Immutable.
 *
 * @param tags in file order
 * @param durationMs after which it starts again
 */
record FlvClip(List<Tag> tags, long durationMs) {
  static final int AUDIO = 8;
  static final int VIDEO = 9;
  static final int SCRIPT = 18;

  private static final int AAC = 10;

  private static final int FILE_HEADER_BYTES = 9;
  private static final int TAG_HEADER_BYTES = 11;

  /** One frame in ms at the clip's 30 pictures a second, added after the last. */
  private static final int FRAME_MS = 33;

  /**
   * One tag.
   *
   * @param type 8, 9 or 18
   * @param timestampMs from the start of the clip
   * @param body the tag's data
   */
  @SuppressWarnings("ArrayRecordComponent") // Written to sockets, never compared.
  record Tag(int type, long timestampMs, byte[] body) {
    /** Whether this configures a decoder or describes the file, which is sent once only. */
    boolean isHeader() {
      return type == SCRIPT || (body[1] == 0 && (type == VIDEO || ((body[0] >> 4) & 0xF) == AAC));
    }
  }

  static FlvClip read(Path file) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file));
    in.position(FILE_HEADER_BYTES + Integer.BYTES);
    List<Tag> tags = new ArrayList<>();
    long lastMs = 0;
    while (in.remaining() >= TAG_HEADER_BYTES) {
      int first = in.getInt();
      int type = first >>> 24;
      int bodyBytes = first & 0xFFFFFF;
      int time = in.getInt();
      long timestampMs = (time >>> 8) | ((long) (time & 0xFF) << 24);
      in.position(in.position() + 3);
      byte[] body = new byte[bodyBytes];
      in.get(body);
      in.getInt();
      // The end of the coded sequence (packet type 2) is not: the clip starts again.
      if (type != VIDEO || body[1] != 2) {
        tags.add(new Tag(type, timestampMs, body));
      }
      lastMs = timestampMs;
    }
    return new FlvClip(List.copyOf(tags), lastMs + FRAME_MS);
  }
}
