package dev.fairlead.control.stream;

import dev.fairlead.control.store.Resealing;
import dev.fairlead.control.store.Row;
import dev.fairlead.control.store.Vault;
import dev.fairlead.control.tenant.Lines;
import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.session.StreamKey;
import dev.fairlead.media.session.TenantId;

/** Rows of the store as records. */
final class StreamRows {
  private StreamRows() {}

  static LiveStream stream(Row row) {
    return new LiveStream(
        row.text("id"),
        new TenantId(row.text("tenant_id")),
        row.text("name"),
        row.text("description"),
        Lines.split(row.text("tags")),
        row.text("playback_id"),
        new BroadcastKey(row.text("broadcast")),
        row.flag("active"),
        PolicyText.read(row.text("policy")),
        Lines.split(row.text("allowed_origins")),
        Lines.split(row.text("allowed_ranges")),
        (int) row.number("max_viewers"),
        row.instant("created_at"),
        row.instant("updated_at"));
  }

  static KeyRecord key(Row row, Vault vault) {
    String id = row.text("id");
    return new KeyRecord(
        id,
        row.text("stream_id"),
        row.text("name"),
        new StreamKey(vault.open(keyPurpose(id), row.text("key_sealed"))),
        row.flag("active"),
        row.instantOrNull("last_used_at"),
        row.instant("created_at"));
  }

  static String keyPurpose(String id) {
    return Resealing.purpose("stream_key", "key_sealed", id);
  }

  static String webhookPurpose(String id) {
    return Resealing.purpose("live_stream", "webhook_secret_sealed", id);
  }
}
