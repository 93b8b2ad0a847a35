package dev.fairlead.media.container.flv;

import dev.fairlead.media.track.MediaKind;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a live FLV file (FLV 10.1 §E.2 to §E.4) of the first video and the first audio track, with
 * timed metadata.
 *
 * <p>Confined to one thread. Everything is appended to the caller's buffer; nothing is kept.
 * Timestamps are the broadcast's own, so the bytes are the same for every viewer whenever it came.
 */
public final class FlvMuxer {
  private static final int SIGNATURE = 'F' << 16 | 'L' << 8 | 'V';
  private static final int VERSION = 1;
  private static final int HEADER_BYTES = 9;
  private static final int HAS_VIDEO = 1;
  private static final int HAS_AUDIO = 4;
  private static final int TAG_HEADER_BYTES = 11;

  /** The size field has 24 bits. */
  private static final int MAX_BODY_BYTES = 0xFFFFFF;

  private @Nullable Track video;
  private @Nullable Track audio;
  private long lastTimestampMs;

  /** Takes the tracks as they are now. */
  public void tracks(List<Track> tracks) {
    video = FlvTagBody.choose(tracks, MediaKind.VIDEO);
    audio = FlvTagBody.choose(tracks, MediaKind.AUDIO);
  }

  /** Appends the file header, metadata and the configuration of each track. */
  public void writeHeader(ByteBuf out) {
    // A track that may still come is announced: players wait for what the header names.
    int flags =
        video == null && audio == null
            ? HAS_VIDEO | HAS_AUDIO
            : (video == null ? 0 : HAS_VIDEO) | (audio == null ? 0 : HAS_AUDIO);
    out.writeMedium(SIGNATURE).writeByte(VERSION).writeByte(flags).writeInt(HEADER_BYTES);
    out.writeInt(0);
    writeMetadata(0, out);
    writeSequenceHeader(video, 0, out);
    writeSequenceHeader(audio, 0, out);
  }

  /**
   * Appends what a reader under way needs after the tracks changed: the configuration of all of
   * them, since a reader may have missed earlier changes.
   */
  public void writeTrackChange(ByteBuf out) {
    writeMetadata(lastTimestampMs, out);
    writeSequenceHeader(video, lastTimestampMs, out);
    writeSequenceHeader(audio, lastTimestampMs, out);
  }

  /**
   * Appends one sample, or nothing when its track is not one of the two carried. Timed metadata is
   * carried of every track.
   */
  public void writeSample(Sample sample, ByteBuf out) {
    if (sample.track().kind() == MediaKind.DATA) {
      writeTimedData(sample, out);
      return;
    }
    if (!isCarried(sample.track())) {
      return;
    }
    int bodyBytes = FlvTagBody.headerBytes(sample) + sample.payloadBytes();
    if (bodyBytes > MAX_BODY_BYTES) {
      return;
    }
    lastTimestampMs = FlvTagBody.timestampMs(sample);
    out.ensureWritable(TAG_HEADER_BYTES + bodyBytes + Integer.BYTES);
    writeTagHeader(FlvTagBody.tagType(sample.track()), bodyBytes, lastTimestampMs, out);
    FlvTagBody.writeHeader(sample, out);
    ByteBuf payload = sample.payload();
    out.writeBytes(payload, payload.readerIndex(), payload.readableBytes());
    out.writeInt(TAG_HEADER_BYTES + bodyBytes);
  }

  private static void writeTimedData(Sample sample, ByteBuf out) {
    int startIndex = beginTag(FlvTagType.SCRIPT, FlvTagBody.timestampMs(sample), out);
    if (FlvTagBody.writeTimedData(sample, out)) {
      endTag(startIndex, out);
    } else {
      out.writerIndex(startIndex);
    }
  }

  private boolean isCarried(Track track) {
    return (video != null && track.id() == video.id())
        || (audio != null && track.id() == audio.id());
  }

  private void writeMetadata(long timestampMs, ByteBuf out) {
    int startIndex = beginTag(FlvTagType.SCRIPT, timestampMs, out);
    FlvTagBody.writeMetadata(video, audio, out);
    endTag(startIndex, out);
  }

  private static void writeSequenceHeader(@Nullable Track track, long timestampMs, ByteBuf out) {
    if (track != null && FlvTagBody.hasSequenceHeader(track)) {
      int startIndex = beginTag(FlvTagBody.tagType(track), timestampMs, out);
      FlvTagBody.writeSequenceHeader(track, out);
      endTag(startIndex, out);
    }
  }

  private static int beginTag(int tagType, long timestampMs, ByteBuf out) {
    int startIndex = out.writerIndex();
    writeTagHeader(tagType, 0, timestampMs, out);
    return startIndex;
  }

  private static void endTag(int startIndex, ByteBuf out) {
    int tagBytes = out.writerIndex() - startIndex;
    out.setMedium(startIndex + 1, tagBytes - TAG_HEADER_BYTES);
    out.writeInt(tagBytes);
  }

  /** Timestamps have their high byte behind the other three (FLV 10.1 §E.4.1). */
  private static void writeTagHeader(int tagType, int bodyBytes, long timestampMs, ByteBuf out) {
    out.writeByte(tagType)
        .writeMedium(bodyBytes)
        .writeMedium((int) timestampMs)
        .writeByte((int) (timestampMs >>> 24))
        .writeMedium(0);
  }
}
