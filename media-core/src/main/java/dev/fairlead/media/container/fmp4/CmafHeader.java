package dev.fairlead.media.container.fmp4;

import dev.fairlead.media.track.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;

/**
 * Writes what a decoder needs before the first fragment: {@code ftyp} and a {@code moov} without
 * samples (ISO/IEC 23000-19:2020 §7.3.1). Stateless; any thread.
 */
public final class CmafHeader {
  /** ISO/IEC 14496-12:2022 §8.2.2: movie times are not used in fragments, any scale will do. */
  private static final int MOVIE_TIMESCALE_HZ = 1_000;

  private static final int GUESSED_BYTES = 1_024;

  private CmafHeader() {}

  /**
   * The header of one track by itself.
   *
   * @param track its number becomes the track_ID
   * @param timescaleHz of the fragments that follow
   */
  public static byte[] of(Track track, int timescaleHz) {
    ByteBuf out = Unpooled.buffer(GUESSED_BYTES);
    BoxWriter box = new BoxWriter(out);
    writeFileType(box);
    box.begin("moov");
    writeMovieHeader(box, track.id() + 1);
    TrackBox.write(box, track, timescaleHz);
    box.begin("mvex");
    writeTrackExtends(box, track);
    box.end().end();
    return ByteBufUtil.getBytes(out);
  }

  /** Appends the header of several tracks in one file, each in its own timescale. */
  static void write(List<Track> tracks, ByteBuf out) {
    BoxWriter box = new BoxWriter(out);
    writeFileType(box);
    int nextTrackId = 1;
    for (Track track : tracks) {
      nextTrackId = Math.max(nextTrackId, track.id() + 1);
    }
    box.begin("moov");
    writeMovieHeader(box, nextTrackId);
    for (Track track : tracks) {
      TrackBox.write(box, track, track.timescaleHz());
    }
    box.begin("mvex");
    for (Track track : tracks) {
      writeTrackExtends(box, track);
    }
    box.end().end();
  }

  private static void writeFileType(BoxWriter box) {
    // iso6 asks for default-base-is-moof and tfdt, both of which every fragment here has.
    box.begin("ftyp").code("iso6").u32(0).code("iso6").code("cmfc").code("mp41").end();
  }

  private static void writeMovieHeader(BoxWriter box, int nextTrackId) {
    box.beginFull("mvhd", 0, 0)
        .u32(0) // creation_time
        .u32(0) // modification_time
        .u32(MOVIE_TIMESCALE_HZ)
        .u32(0) // duration: live
        .u32(0x0001_0000) // rate 1.0
        .u16(0x0100) // volume 1.0
        .zeros(10);
    writeUnityMatrix(box);
    box.zeros(24).u32(nextTrackId).end();
  }

  private static void writeTrackExtends(BoxWriter box, Track track) {
    box.beginFull("trex", 0, 0)
        .u32(track.id())
        .u32(1) // default_sample_description_index
        .u32(0) // the fragments state durations, sizes and flags themselves
        .u32(0)
        .u32(0)
        .end();
  }

  static void writeUnityMatrix(BoxWriter box) {
    box.u32(0x0001_0000).zeros(12).u32(0x0001_0000).zeros(12).u32(0x4000_0000);
  }
}
