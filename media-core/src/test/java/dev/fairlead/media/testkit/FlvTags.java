package dev.fairlead.media.testkit;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Takes an FLV file apart (FLV 10.1 §E.2 to §E.4) without any of the code under test, so that both
 * ends of a journey can be compared.
 */
public final class FlvTags {
  private static final int FILE_HEADER_BYTES = 9;
  private static final int TAG_HEADER_BYTES = 11;

  /**
   * One tag.
   *
   * @param type 8 audio, 9 video, 18 script
   * @param timestampMs 32 bits
   * @param body without the tag header
   */
  public record Tag(int type, int timestampMs, byte[] body) {
    public boolean isVideo() {
      return type == 9;
    }

    public boolean isAudio() {
      return type == 8;
    }

    /** Whether this is a sequence header of H.264 or AAC. */
    public boolean isLegacyConfiguration() {
      return (isVideo() || isAudio()) && body[1] == 0;
    }

    /** Whether this is a coded frame of H.264 or AAC. */
    public boolean isLegacyMedia() {
      return (isVideo() || isAudio()) && body[1] == 1;
    }

    /** The frame of H.264 or AAC. */
    public byte[] legacyPayload() {
      return Arrays.copyOfRange(body, isVideo() ? 5 : 2, body.length);
    }

    /** The composition offset of an H.264 frame. */
    public int compositionMs() {
      return body[2] << 16 | (body[3] & 0xFF) << 8 | body[4] & 0xFF;
    }

    public boolean isKey() {
      return isVideo() && ((body[0] >> 4) & 7) == 1;
    }
  }

  private FlvTags() {}

  /** All whole tags of {@code file}. */
  public static List<Tag> of(byte[] file) {
    ByteBuffer in = ByteBuffer.wrap(file);
    if (in.get() != 'F' || in.get() != 'L' || in.get() != 'V') {
      throw new IllegalArgumentException("no FLV signature");
    }
    in.position(FILE_HEADER_BYTES + Integer.BYTES);
    List<Tag> tags = new ArrayList<>();
    while (in.remaining() >= TAG_HEADER_BYTES) {
      int typeAndSize = in.getInt();
      int time = in.getInt();
      in.position(in.position() + 3);
      int size = typeAndSize & 0xFFFFFF;
      if (in.remaining() < size + Integer.BYTES) {
        break;
      }
      byte[] body = new byte[size];
      in.get(body);
      int previousTagBytes = in.getInt();
      if (previousTagBytes != TAG_HEADER_BYTES + size) {
        throw new IllegalArgumentException("PreviousTagSize " + previousTagBytes);
      }
      tags.add(new Tag(typeAndSize >>> 24, time >>> 8 | time << 24, body));
    }
    return tags;
  }
}
