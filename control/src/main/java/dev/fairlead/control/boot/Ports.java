package dev.fairlead.control.boot;

import dev.fairlead.control.config.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Opens listeners and says which key to change when one cannot be. */
final class Ports {
  private Ports() {}

  /** What listens. */
  interface Binding {
    /** Listens at {@code address} and tells the real one. */
    InetSocketAddress at(InetSocketAddress address) throws IOException;
  }

  /** Listens where {@code listener} says; returns the port. */
  static int bind(Settings.Listener listener, Binding binding) throws StartupException {
    String where = listener.bind() + ":" + listener.port();
    InetAddress address;
    try {
      address = InetAddress.getByName(listener.bind());
    } catch (UnknownHostException e) {
      throw new StartupException(
          "%s.bind: %s is no address of this machine; change %s.bind"
              .formatted(listener.name(), listener.bind(), listener.name()),
          e);
    }
    try {
      return binding.at(new InetSocketAddress(address, listener.port())).getPort();
    } catch (IOException e) {
      String message = String.valueOf(e.getMessage());
      if (message.contains("already in use")) {
        throw new StartupException(
            "%s.port: %s is taken by another program; change %s.port, for example --set %s.port=0"
                .formatted(listener.name(), where, listener.name(), listener.name()),
            e);
      }
      throw new StartupException(
          "%s.bind: cannot listen on %s (%s); change %s.bind or %s.port"
              .formatted(listener.name(), where, message, listener.name(), listener.name()),
          e);
    }
  }
}
