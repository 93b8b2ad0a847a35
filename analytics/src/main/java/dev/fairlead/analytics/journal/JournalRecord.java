package dev.fairlead.analytics.journal;

import dev.fairlead.analytics.event.EventEncoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import net.openhft.chronicle.bytes.Bytes;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One record in memory: a CRC-32C (RFC 7143 §13.1) and the event behind it. Confined to one thread;
 * used again for each record.
 */
final class JournalRecord implements AutoCloseable {
  static final int CHECKSUM_BYTES = Integer.BYTES;
  static final int MAX_RECORD_BYTES = CHECKSUM_BYTES + EventEncoder.MAX_EVENT_BYTES;

  private final Bytes<ByteBuffer> bytes = Bytes.elasticByteBuffer(MAX_RECORD_BYTES);
  private final ByteBuffer memory;
  private final ByteBuffer summed;
  private final UnsafeBuffer event;
  private final CRC32C crc = new CRC32C();

  JournalRecord() {
    ByteBuffer underlying = bytes.underlyingObject();
    assert underlying != null : "elastic bytes have a buffer";
    memory = underlying.order(ByteOrder.LITTLE_ENDIAN);
    summed = memory.duplicate();
    event = new UnsafeBuffer(memory, CHECKSUM_BYTES, EventEncoder.MAX_EVENT_BYTES);
  }

  /** Where the event is written or read. */
  UnsafeBuffer event() {
    return event;
  }

  /** The whole record, after an event of this length was written. */
  Bytes<ByteBuffer> seal(int eventBytes) {
    memory.putInt(0, checksum(eventBytes));
    bytes.readPositionRemaining(0, CHECKSUM_BYTES + eventBytes);
    return bytes;
  }

  /**
   * Takes in a whole record.
   *
   * @return length of its event, or the complement of it when the checksum is wrong
   */
  int take(Bytes<?> from) {
    int length = Math.toIntExact(from.readRemaining());
    for (int i = 0; i < length; i++) {
      memory.put(i, from.readByte());
    }
    int eventBytes = length - CHECKSUM_BYTES;
    return memory.getInt(0) == checksum(eventBytes) ? eventBytes : ~eventBytes;
  }

  /** Whether a record of this length can be one. */
  static boolean fits(long recordBytes) {
    return recordBytes >= CHECKSUM_BYTES && recordBytes <= MAX_RECORD_BYTES;
  }

  private int checksum(int eventBytes) {
    crc.reset();
    summed.limit(CHECKSUM_BYTES + eventBytes).position(CHECKSUM_BYTES);
    crc.update(summed);
    return (int) crc.getValue();
  }

  @Override
  public void close() {
    bytes.releaseLast();
  }
}
