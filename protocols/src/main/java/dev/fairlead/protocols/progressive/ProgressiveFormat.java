package dev.fairlead.protocols.progressive;

import dev.fairlead.media.container.mpegts.TsMuxer;
import dev.fairlead.media.session.Protocol;
import dev.fairlead.media.track.TrackFormat;
import dev.fairlead.protocols.egress.WireMuxer;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * One container that is served progressively.
 *
 * @param suffix what follows the dot in the path
 * @param contentType media type of the answer
 * @param protocol how its sessions are named
 * @param carries which tracks it can carry
 * @param muxer makes its wire format
 */
public record ProgressiveFormat(
    String suffix,
    String contentType,
    Protocol protocol,
    Predicate<TrackFormat> carries,
    Supplier<WireMuxer> muxer) {
  /** Flash video, which players outside the browser start fastest. */
  public static final ProgressiveFormat FLV =
      new ProgressiveFormat("flv", "video/x-flv", Protocol.FLV, any -> true, FlvWireMuxer::new);

  /** MPEG-TS, for set-top boxes and other servers. */
  public static final ProgressiveFormat TS =
      new ProgressiveFormat("ts", "video/mp2t", Protocol.TS, TsMuxer::carries, TsWireMuxer::new);

  /** Fragmented MP4. */
  public static final ProgressiveFormat MP4 =
      new ProgressiveFormat("mp4", "video/mp4", Protocol.MP4, any -> true, Mp4WireMuxer::new);

  /** All of them. */
  public static final List<ProgressiveFormat> ALL = List.of(FLV, TS, MP4);
}
