package dev.fairlead.control.auth;

import com.nimbusds.jose.jwk.ECKey;
import dev.fairlead.control.stream.PlaybackPolicy;
import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.session.TenantId;
import dev.fairlead.protocols.http.AddressBlock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the store says of a stream, as admissions need it. Immutable.
 *
 * @param tenant whose
 * @param tenantActive whether it is served
 * @param maxPublishers of the tenant, 0 for no limit
 * @param maxViewersOfTenant 0 for no limit
 * @param streamId which one
 * @param streamActive whether it is served
 * @param playbackId of its viewers
 * @param broadcast where both meet
 * @param keyId by which it was found, null when by playback id
 * @param keyActive whether that key admits
 * @param watching who may watch, null when found by key
 */
record StreamGrant(
    TenantId tenant,
    boolean tenantActive,
    int maxPublishers,
    int maxViewersOfTenant,
    String streamId,
    boolean streamActive,
    String playbackId,
    BroadcastKey broadcast,
    @Nullable String keyId,
    boolean keyActive,
    @Nullable Watching watching) {
  /**
   * Who may watch.
   *
   * @param policy how it is decided
   * @param webhookSecret of a webhook policy, null when there is none
   * @param signingKeys of the tenant by id; empty unless the policy is JWT
   * @param allowedOrigins pages; empty for all
   * @param allowedRanges addresses; empty for all
   * @param maxViewers 0 for no limit
   */
  record Watching(
      PlaybackPolicy policy,
      @Nullable String webhookSecret,
      Map<String, ECKey> signingKeys,
      List<String> allowedOrigins,
      List<AddressBlock> allowedRanges,
      int maxViewers) {
    @Override
    public String toString() {
      return "Watching[" + policy.kind() + "]";
    }
  }
}
