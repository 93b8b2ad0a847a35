package dev.fairlead.control.stream;

import dev.fairlead.control.json.BindException;
import dev.fairlead.control.json.JsonText;
import dev.fairlead.control.json.JsonTree;
import dev.fairlead.control.json.RecordBinder;
import dev.fairlead.control.tenant.ControlException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Policies as the store keeps them, and what makes one valid. */
final class PolicyText {
  private static final int MAX_KIDS = 10;

  private PolicyText() {}

  static String write(PlaybackPolicy policy) {
    return policy.kind() == PlaybackPolicy.Kind.PUBLIC ? "" : JsonText.of(policy);
  }

  static PlaybackPolicy read(String text) {
    if (text.isEmpty()) {
      return PlaybackPolicy.OPEN;
    }
    try {
      return RecordBinder.bind(JsonTree.parse(text), PlaybackPolicy.class);
    } catch (IOException | BindException e) {
      throw new IllegalStateException("a stored policy cannot be read", e);
    }
  }

  /** The policy with what its kind does not use left out. */
  static PlaybackPolicy checked(PlaybackPolicy policy) {
    return switch (policy.kind()) {
      case PUBLIC -> PlaybackPolicy.OPEN;
      case JWT -> {
        if (policy.kids().size() > MAX_KIDS) {
          throw ControlException.invalid(
              "policy.allowedKids", "at most " + MAX_KIDS + " signing keys can be named");
        }
        yield new PlaybackPolicy(
            policy.kind(),
            policy.kids(),
            policy.audience(),
            List.copyOf(policy.claims()),
            null,
            null);
      }
      case WEBHOOK ->
          new PlaybackPolicy(
              policy.kind(), null, null, null, checkedUrl(policy.url()), policy.webhookTimeoutMs());
    };
  }

  private static String checkedUrl(@Nullable String url) {
    try {
      if (url != null) {
        URI uri = new URI(url);
        boolean http = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
        if (http && uri.getHost() != null && uri.getUserInfo() == null) {
          return url;
        }
      }
    } catch (URISyntaxException e) {
      // Said below.
    }
    throw ControlException.invalid(
        "policy.url", "policy.url must be an http or https address without user information");
  }
}
