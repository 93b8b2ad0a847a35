package dev.fairlead.control.webhook;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What can be told. Most are entries of the audit log; the first three happen without one. */
public enum WebhookEvent {
  STREAM_LIVE("stream.live", ""),
  STREAM_ENDED("stream.ended", ""),
  VIEWER_CUT_OFF("viewer.cut_off", ""),
  STREAM_CREATED("stream.created", "stream_created"),
  STREAM_UPDATED("stream.updated", "stream_updated"),
  STREAM_DELETED("stream.deleted", "stream_deleted"),
  STREAM_KEY_CREATED("stream_key.created", "stream_key_created"),
  STREAM_KEY_UPDATED("stream_key.updated", "stream_key_updated"),
  STREAM_KEY_ROTATED("stream_key.rotated", "stream_key_rotated"),
  STREAM_KEY_DELETED("stream_key.deleted", "stream_key_deleted"),
  SIGNING_KEY_CREATED("signing_key.created", "signing_key_created"),
  SIGNING_KEY_REVOKED("signing_key.revoked", "signing_key_revoked"),
  USER_JOINED("user.joined", "user_joined"),
  USER_CREATED("user.created", "user_created"),
  USER_DELETED("user.deleted", "user_deleted");

  /** Sent by the test button, to whoever is tested. */
  static final String TEST = "webhook.test";

  private static final Map<String, WebhookEvent> BY_ACTION =
      Arrays.stream(values())
          .filter(event -> !event.action.isEmpty())
          .collect(Collectors.toUnmodifiableMap(event -> event.action, Function.identity()));

  private final String word;
  private final String action;

  WebhookEvent(String word, String action) {
    this.word = word;
    this.action = action;
  }

  /** As the API writes it. */
  public String word() {
    return word;
  }

  /** What an entry of the audit log is told as, null when it is not told. */
  static @Nullable WebhookEvent ofAction(String action) {
    return BY_ACTION.get(action);
  }

  /** The words that are none. */
  static List<String> unknown(Collection<String> words) {
    List<String> unknown = new ArrayList<>(words);
    unknown.removeAll(words());
    return unknown;
  }

  /** All words, in the order of declaration. */
  public static List<String> words() {
    return Arrays.stream(values()).map(WebhookEvent::word).toList();
  }
}
