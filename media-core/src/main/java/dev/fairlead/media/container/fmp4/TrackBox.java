package dev.fairlead.media.container.fmp4;

import dev.fairlead.media.track.MediaKind;
import dev.fairlead.media.track.Track;
import dev.fairlead.media.track.TrackFormat;
import dev.fairlead.media.track.VideoFormat;

/** {@code trak} with everything under it but the sample entry (ISO/IEC 14496-12:2022 §8.3). */
final class TrackBox {
  private static final int ENABLED_IN_MOVIE = 3;
  private static final int SELF_CONTAINED = 1;

  private TrackBox() {}

  static void write(BoxWriter box, Track track, int timescaleHz) {
    TrackFormat format = track.format();
    box.begin("trak");
    writeTrackHeader(box, track);
    box.begin("mdia");
    writeMediaHeader(box, track, timescaleHz);
    writeHandler(box, track.kind());
    box.begin("minf");
    if (track.kind() == MediaKind.VIDEO) {
      box.beginFull("vmhd", 0, 1).zeros(8).end();
    } else {
      box.beginFull("smhd", 0, 0).zeros(4).end();
    }
    box.begin("dinf").beginFull("dref", 0, 0).u32(1);
    box.beginFull("url ", 0, SELF_CONTAINED).end();
    box.end().end();
    box.begin("stbl");
    box.beginFull("stsd", 0, 0).u32(1);
    SampleEntry.write(box, format);
    box.end();
    // The tables of a file without samples of its own are there and empty.
    box.beginFull("stts", 0, 0).u32(0).end();
    box.beginFull("stsc", 0, 0).u32(0).end();
    box.beginFull("stsz", 0, 0).u32(0).u32(0).end();
    box.beginFull("stco", 0, 0).u32(0).end();
    box.end(); // stbl
    box.end(); // minf
    box.end(); // mdia
    box.end(); // trak
  }

  private static void writeTrackHeader(BoxWriter box, Track track) {
    box.beginFull("tkhd", 0, ENABLED_IN_MOVIE)
        .u32(0) // creation_time
        .u32(0) // modification_time
        .u32(track.id())
        .u32(0)
        .u32(0) // duration: live
        .zeros(8)
        .u16(0) // layer
        .u16(track.kind() == MediaKind.AUDIO ? 1 : 0) // alternate_group
        .u16(track.kind() == MediaKind.AUDIO ? 0x0100 : 0)
        .u16(0);
    CmafHeader.writeUnityMatrix(box);
    if (track.format() instanceof VideoFormat video) {
      // Shown width carries the sample aspect ratio, height stays
      // (ISO/IEC 14496-12:2022 §8.3.2.3).
      long shown = ((long) video.widthPixels() << 16) * video.sarWidth() / video.sarHeight();
      box.u32((int) Math.min(shown, 0xFFFF_0000L)).u32(video.heightPixels() << 16);
    } else {
      box.zeros(8);
    }
    box.end();
  }

  private static void writeMediaHeader(BoxWriter box, Track track, int timescaleHz) {
    box.beginFull("mdhd", 0, 0)
        .u32(0) // creation_time
        .u32(0) // modification_time
        .u32(timescaleHz)
        .u32(0) // duration: live
        .u16(Language.packed(track.language()))
        .u16(0)
        .end();
    if (!track.language().isEmpty()) {
      box.beginFull("elng", 0, 0).text(track.language()).end();
    }
  }

  private static void writeHandler(BoxWriter box, MediaKind kind) {
    box.beginFull("hdlr", 0, 0)
        .u32(0)
        .code(kind == MediaKind.VIDEO ? "vide" : "soun")
        .zeros(12)
        .text(kind == MediaKind.VIDEO ? "video" : "audio")
        .end();
  }
}
