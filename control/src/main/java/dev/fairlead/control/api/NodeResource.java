package dev.fairlead.control.api;

import dev.fairlead.control.json.Field;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a client must know of the node to show where to push and where to watch. */
final class NodeResource {
  private final Supplier<NodeView> node;

  /** The node. */
  public record NodeView(
      @Field("Version of the product.") String version,
      @Field("Port of RTMP.") int rtmpPort,
      @Field("Port of RTMP over TLS; left out when there is no certificate.")
          @Nullable Integer rtmpsPort,
      @Field("Port of public HTTP.") int httpPort,
      @Field("Port of public HTTPS; left out when there is no certificate.")
          @Nullable Integer httpsPort) {}

  NodeResource(Supplier<NodeView> node) {
    this.node = node;
  }

  List<Operation> operations() {
    return List.of(
        Operation.of("node.get", "GET", "/node", "Tells where to push and where to watch.")
            .known()
            .gives(NodeView.class)
            .does(call -> node.get()));
  }
}
