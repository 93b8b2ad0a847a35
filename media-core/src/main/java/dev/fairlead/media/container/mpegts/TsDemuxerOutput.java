package dev.fairlead.media.container.mpegts;

import io.netty.buffer.ByteBuf;
import java.util.List;

/** What a {@link TsDemuxer} finds. Called on its thread; must not call back into it. */
public interface TsDemuxerOutput {
  /**
   * One entry of the program map.
   *
   * @param pid 13 bits
   * @param streamType stream_type
   * @param registration format_identifier of the registration descriptor, or what stands for a
   *     descriptor of DVB; 0 when there is none
   * @param language ISO 639-2 code, empty when there is none
   * @param channelConfig channel_config_code of Opus, 0 when there is none
   */
  record ElementaryPid(
      int pid, int streamType, int registration, String language, int channelConfig) {}

  /** The program map, when it comes for the first time or with another version. */
  void program(int pcrPid, List<ElementaryPid> pids);

  /**
   * A clock reference.
   *
   * @param ticks in 27 MHz, base and extension
   * @param discontinuity whether the clock begins anew
   */
  void clock(int pid, long ticks, boolean discontinuity);

  /**
   * One complete PES packet.
   *
   * @param ptsTicks 33 bits at 90 kHz, or {@link TsDemuxer#TIMESTAMP_UNSET}
   * @param dtsTicks likewise; equals {@code ptsTicks} when the packet has only that
   * @param flags any of the constants of {@link TsDemuxer}
   * @param payload borrowed for the call
   */
  void pes(int pid, long ptsTicks, long dtsTicks, int flags, ByteBuf payload);
}
