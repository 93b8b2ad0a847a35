package dev.fairlead.protocols.webrtc.bridge;

import dev.fairlead.media.bridge.Bridges;
import dev.fairlead.media.broadcast.BroadcastRegistry;
import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.session.SessionGate;
import dev.fairlead.media.time.WallClock;
import dev.fairlead.protocols.dtls.DtlsHandshakes;
import dev.fairlead.protocols.dtls.DtlsIdentities;
import dev.fairlead.protocols.ice.core.IceCounter;
import dev.fairlead.protocols.rtp.core.RtpCounter;
import dev.fairlead.protocols.srtp.core.SrtpProfile;
import io.netty.buffer.ByteBufAllocator;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What all sessions of one server share. Immutable.
 *
 * @param registry where broadcasts are
 * @param bridges make sound that viewers know, null to give them the publisher's alone
 * @param gate admits
 * @param handshakes begins DTLS
 * @param identities our certificates
 * @param random draws names, passwords, sequence numbers; fit for secrets
 * @param allocator of everything that is sent
 * @param wallClock dates media
 * @param counters of sessions
 * @param iceCounters of their agents
 * @param rtpCounters of their media
 */
public record WebRtcServices(
    BroadcastRegistry registry,
    @Nullable Bridges bridges,
    SessionGate gate,
    DtlsHandshakes handshakes,
    DtlsIdentities identities,
    RandomGenerator random,
    ByteBufAllocator allocator,
    WallClock wallClock,
    CounterSet<WebRtcCounter> counters,
    CounterSet<IceCounter> iceCounters,
    CounterSet<RtpCounter> rtpCounters) {
  /** Numbers of the SRTP profiles that we take, best first. */
  static final List<Integer> SRTP_PROFILES =
      Arrays.stream(SrtpProfile.values()).map(SrtpProfile::id).toList();

  /** Keying material that is enough for each of them. */
  static final int MATERIAL_BYTES =
      Arrays.stream(SrtpProfile.values())
          .max(Comparator.comparingInt(SrtpProfile::materialBytes))
          .orElseThrow()
          .materialBytes();

  /** The profile with this number. */
  static SrtpProfile profile(int id) {
    for (SrtpProfile profile : SrtpProfile.values()) {
      if (profile.id() == id) {
        return profile;
      }
    }
    throw new IllegalArgumentException("no profile " + id);
  }
}
