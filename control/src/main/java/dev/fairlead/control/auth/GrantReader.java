package dev.fairlead.control.auth;

import com.nimbusds.jose.jwk.ECKey;
import dev.fairlead.control.store.Database;
import dev.fairlead.control.store.Row;
import dev.fairlead.control.store.Sql;
import dev.fairlead.control.stream.PlaybackPolicy;
import dev.fairlead.control.stream.Streams;
import dev.fairlead.control.tenant.Lines;
import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.session.TenantId;
import dev.fairlead.protocols.http.AddressBlock;
import java.text.ParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads from the store what admissions need, by key or by playback id, whatever the tenant. */
final class GrantReader {
  private static final String COLUMNS =
      "s.id as stream_id, s.active as stream_active, s.playback_id, s.broadcast,"
          + " t.id as tenant_id, t.active as tenant_active, t.max_publishers,"
          + " t.max_viewers as tenant_max_viewers";

  private static final String BY_KEY =
      "select "
          + COLUMNS
          + ", k.id as key_id, k.active as key_active from stream_key k"
          + " join live_stream s on s.id = k.stream_id join tenant t on t.id = s.tenant_id"
          + " where k.key_hash = ?";

  private static final String BY_PLAYBACK_ID =
      "select "
          + COLUMNS
          + ", s.policy_kind, s.allowed_origins, s.allowed_ranges, s.max_viewers"
          + " from live_stream s join tenant t on t.id = s.tenant_id"
          + " where s.playback_id_fold = ?";

  private final Database database;
  private final Streams streams;

  GrantReader(Database database, Streams streams) {
    this.database = database;
    this.streams = streams;
  }

  @Nullable StreamGrant byKeyHash(String hash) {
    return database.read(
        sql ->
            sql.first(
                BY_KEY, row -> grant(row, row.text("key_id"), row.flag("key_active"), null), hash));
  }

  @Nullable StreamGrant byPlaybackId(String folded) {
    return database.read(
        sql ->
            sql.first(BY_PLAYBACK_ID, row -> grant(row, null, false, watching(sql, row)), folded));
  }

  private StreamGrant.Watching watching(Sql sql, Row row) {
    PlaybackPolicy.Kind kind = PlaybackPolicy.Kind.valueOf(row.text("policy_kind"));
    TenantId tenant = new TenantId(row.text("tenant_id"));
    String streamId = row.text("stream_id");
    List<String> origins = Lines.split(row.text("allowed_origins"));
    List<AddressBlock> ranges =
        Lines.split(row.text("allowed_ranges")).stream().map(AddressBlock::parse).toList();
    int maxViewers = (int) row.number("max_viewers");
    return new StreamGrant.Watching(
        kind == PlaybackPolicy.Kind.PUBLIC
            ? PlaybackPolicy.OPEN
            : Streams.find(sql, tenant, streamId).policy(),
        kind == PlaybackPolicy.Kind.WEBHOOK ? streams.webhookSecret(sql, tenant, streamId) : null,
        kind == PlaybackPolicy.Kind.JWT ? signingKeys(sql, tenant) : Map.of(),
        origins,
        ranges,
        maxViewers);
  }

  private static Map<String, ECKey> signingKeys(Sql sql, TenantId tenant) {
    Map<String, ECKey> keys = new HashMap<>();
    sql.list(
            "select public_jwk from signing_key where tenant_id = ? and revoked_at is null",
            row -> row.text("public_jwk"),
            tenant.value())
        .forEach(
            text -> {
              try {
                ECKey key = ECKey.parse(text);
                keys.put(key.getKeyID(), key);
              } catch (ParseException e) {
                throw new IllegalStateException("a signing key cannot be read", e);
              }
            });
    return Map.copyOf(keys);
  }

  private static StreamGrant grant(
      Row row, @Nullable String keyId, boolean keyActive, StreamGrant.@Nullable Watching watching) {
    return new StreamGrant(
        new TenantId(row.text("tenant_id")),
        row.flag("tenant_active"),
        (int) row.number("max_publishers"),
        (int) row.number("tenant_max_viewers"),
        row.text("stream_id"),
        row.flag("stream_active"),
        row.text("playback_id"),
        new BroadcastKey(row.text("broadcast")),
        keyId,
        keyActive,
        watching);
  }
}
