package dev.fairlead.protocols.rtmp.bridge;

import dev.fairlead.media.container.flv.FlvTagBody;
import dev.fairlead.media.container.flv.FlvTagType;
import dev.fairlead.media.track.MediaKind;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import dev.fairlead.protocols.egress.WireMuxer;
import dev.fairlead.protocols.rtmp.core.RtmpConnection;
import dev.fairlead.protocols.rtmp.wire.ChunkFormat;
import dev.fairlead.protocols.rtmp.wire.MessageWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes samples as RTMP messages on message stream 1 in chunks of one size, every message with a
 * full header, so that the bytes fit every viewer wherever it begins. Confined to one event loop.
 */
public final class RtmpWireMuxer implements WireMuxer {
  private static final int CHUNK_BYTES = RtmpConnection.OUT_CHUNK_BYTES;
  private static final int MESSAGE_STREAM_ID = RtmpConnection.PLAY_MESSAGE_STREAM_ID;

  private static final int AUDIO_CSID = 4;
  private static final int DATA_CSID = 5;
  private static final int VIDEO_CSID = 6;

  private final boolean wantsAudio;
  private final boolean wantsVideo;
  private final ByteBuf scratch = Unpooled.buffer();

  private @Nullable Track video;
  private @Nullable Track audio;
  private long lastTimestampMs;

  /** Carries sound and pictures. */
  public RtmpWireMuxer() {
    this(true, true);
  }

  RtmpWireMuxer(boolean wantsAudio, boolean wantsVideo) {
    this.wantsAudio = wantsAudio;
    this.wantsVideo = wantsVideo;
  }

  @Override
  public void tracks(List<Track> tracks) {
    video = wantsVideo ? FlvTagBody.choose(tracks, MediaKind.VIDEO) : null;
    audio = wantsAudio ? FlvTagBody.choose(tracks, MediaKind.AUDIO) : null;
  }

  @Override
  public void writeHeader(ByteBuf out) {
    writeConfiguration(0, out);
  }

  @Override
  public boolean writeTrackChange(ByteBuf out) {
    writeConfiguration(lastTimestampMs, out);
    return true;
  }

  @Override
  public void writeSample(Sample sample, ByteBuf out) {
    Track track = sample.track();
    if (track.kind() == MediaKind.DATA) {
      if (FlvTagBody.writeTimedData(sample, scratch.clear())) {
        writeScratch(DATA_CSID, FlvTagType.SCRIPT, FlvTagBody.timestampMs(sample), out);
      }
      return;
    }
    if (!isCarried(track)) {
      return;
    }
    int headerBytes = FlvTagBody.headerBytes(sample);
    int bodyBytes = headerBytes + sample.payloadBytes();
    if (bodyBytes > ChunkFormat.MAX_MESSAGE_BYTES) {
      return;
    }
    long timestampMs = FlvTagBody.timestampMs(sample);
    lastTimestampMs = timestampMs;
    int csid = csid(track);
    out.ensureWritable(MessageWriter.maxBytes(bodyBytes, CHUNK_BYTES));
    MessageWriter.writeHeader(
        csid, FlvTagBody.tagType(track), MESSAGE_STREAM_ID, timestampMs, bodyBytes, out);
    FlvTagBody.writeHeader(sample, out);
    MessageWriter.writeBody(csid, timestampMs, sample.payload(), headerBytes, CHUNK_BYTES, out);
  }

  @Override
  public void writeEnd(ByteBuf out) {
    // The connection says good-bye, since it knows why.
  }

  private boolean isCarried(Track track) {
    return (video != null && track.id() == video.id())
        || (audio != null && track.id() == audio.id());
  }

  private static int csid(Track track) {
    return track.kind() == MediaKind.VIDEO ? VIDEO_CSID : AUDIO_CSID;
  }

  private void writeConfiguration(long timestampMs, ByteBuf out) {
    if (video == null && audio == null) {
      return;
    }
    FlvTagBody.writeMetadata(video, audio, scratch.clear());
    writeScratch(DATA_CSID, FlvTagType.SCRIPT, timestampMs, out);
    writeSequenceHeader(video, timestampMs, out);
    writeSequenceHeader(audio, timestampMs, out);
  }

  private void writeSequenceHeader(@Nullable Track track, long timestampMs, ByteBuf out) {
    if (track != null && FlvTagBody.hasSequenceHeader(track)) {
      FlvTagBody.writeSequenceHeader(track, scratch.clear());
      writeScratch(csid(track), FlvTagBody.tagType(track), timestampMs, out);
    }
  }

  private void writeScratch(int csid, int typeId, long timestampMs, ByteBuf out) {
    MessageWriter.writeMessage(
        csid, typeId, MESSAGE_STREAM_ID, timestampMs, scratch, CHUNK_BYTES, out);
  }
}
