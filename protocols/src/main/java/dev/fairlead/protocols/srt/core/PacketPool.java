package dev.fairlead.protocols.srt.core;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;

/**
 * Room for payloads that wait for their turn, shared by all connections of one event loop and
 * confined to it: memory follows what is under way, not how many connections there are.
 *
 * <p>Slots lie in pages of the heap, since ciphers are fastest there; pages are kept once made.
 */
public final class PacketPool {
  /** No slot is left. */
  static final int NONE = -1;

  /** The longest payload: an Ethernet frame less the headers of IPv4, UDP and SRT. */
  static final int SLOT_BYTES = 1_456;

  private static final int PAGE_SHIFT = 6;
  private static final int PAGE_SLOTS = 1 << PAGE_SHIFT;

  private final int maxPages;
  private byte[][] pages = new byte[4][];
  private ByteBuf[] views = new ByteBuf[4];
  private int pageCount;
  private int[] free = new int[4 * PAGE_SLOTS];
  private int freeCount;

  /**
   * @param maxPackets how many payloads may wait at once, over all connections
   */
  public PacketPool(int maxPackets) {
    maxPages = Math.max(1, maxPackets >> PAGE_SHIFT);
  }

  /** A slot, or {@link #NONE}. */
  int take() {
    if (freeCount == 0 && !addPage()) {
      return NONE;
    }
    freeCount--;
    return free[freeCount];
  }

  /** Gives a slot back. */
  void give(int slot) {
    free[freeCount] = slot;
    freeCount++;
  }

  /** The page that holds the slot. */
  byte[] array(int slot) {
    return pages[slot >> PAGE_SHIFT];
  }

  /** Where in its page the slot begins. */
  static int offset(int slot) {
    return (slot & (PAGE_SLOTS - 1)) * SLOT_BYTES;
  }

  /** The same page, to be read by index. */
  ByteBuf page(int slot) {
    return views[slot >> PAGE_SHIFT];
  }

  /** The first {@code lengthBytes} of the slot; valid until the next call. */
  ByteBuf view(int slot, int lengthBytes) {
    int from = offset(slot);
    return views[slot >> PAGE_SHIFT].setIndex(from, from + lengthBytes);
  }

  /** Slots in use. */
  public int used() {
    return (pageCount << PAGE_SHIFT) - freeCount;
  }

  private boolean addPage() {
    if (pageCount == maxPages) {
      return false;
    }
    if (pageCount == pages.length) {
      pages = Arrays.copyOf(pages, 2 * pageCount);
      views = Arrays.copyOf(views, 2 * pageCount);
      free = Arrays.copyOf(free, 2 * pageCount * PAGE_SLOTS);
    }
    byte[] page = new byte[PAGE_SLOTS * SLOT_BYTES];
    pages[pageCount] = page;
    views[pageCount] = Unpooled.wrappedBuffer(page);
    for (int i = PAGE_SLOTS - 1; i >= 0; i--) {
      give((pageCount << PAGE_SHIFT) + i);
    }
    pageCount++;
    return true;
  }
}
