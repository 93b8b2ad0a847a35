package dev.fairlead.protocols.srt.netty;

import dev.fairlead.protocols.srt.core.SrtSettings;
import java.net.InetSocketAddress;

/**
 * A port for SRT.
 *
 * @param bind where to listen; port 0 takes any free port
 * @param settings of every connection
 * @param maxConnections that may be open at once
 * @param maxWaitingPackets payloads that may wait on one loop, over all its connections
 */
public record SrtConfig(
    InetSocketAddress bind, SrtSettings settings, int maxConnections, int maxWaitingPackets) {
  private static final int DEFAULT_MAX_CONNECTIONS = 10_000;

  /** 380 MB at most, which only broken senders could fill. */
  private static final int DEFAULT_MAX_WAITING_PACKETS = 1 << 18;

  /** 10,000 connections. */
  public static SrtConfig of(InetSocketAddress bind, SrtSettings settings) {
    return new SrtConfig(bind, settings, DEFAULT_MAX_CONNECTIONS, DEFAULT_MAX_WAITING_PACKETS);
  }
}
