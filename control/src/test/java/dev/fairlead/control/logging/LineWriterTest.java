package dev.fairlead.control.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LineWriterTest {
  @Test
  void writesAllLinesInOrderBeforeItCloses() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LineWriter writer = new LineWriter(out, new LineFormat(false));
    for (int i = 0; i < 1_000; i++) {
      writer.publish(record("line " + i));
    }
    writer.close();

    String[] lines = out.toString(StandardCharsets.UTF_8).split("\n");
    assertEquals(1_000, lines.length);
    assertTrue(lines[999].endsWith("line 999"));
  }

  @Test
  void aReaderThatStallsHoldsNobodyUpAndTheLossIsTold() throws InterruptedException {
    StallingStream out = new StallingStream();
    LineWriter writer = new LineWriter(out, new LineFormat(false));
    writer.publish(record("first"));
    out.entered.await();
    for (int i = 0; i < 10_000; i++) {
      writer.publish(record("line " + i));
    }
    out.released.countDown();
    writer.close();

    assertTrue(out.text().contains("1808 lines were left out"), out.text().substring(0, 200));
  }

  private static LogRecord record(String message) {
    LogRecord record = new LogRecord(Level.INFO, message);
    record.setLoggerName("dev.fairlead.control.x.Y");
    return record;
  }

  /** Takes no byte until released. */
  private static final class StallingStream extends OutputStream {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
      entered.countDown();
      try {
        released.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      synchronized (bytes) {
        bytes.write(from, offset, length);
      }
    }

    String text() {
      synchronized (bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
      }
    }
  }
}
