package dev.fairlead.protocols.srt.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LossReportTest {
  private final List<String> ranges = new ArrayList<>();
  private final ByteBuf bytes = Unpooled.buffer();

  @Test
  void rangesAndSingleNumbersSurvive() {
    LossReport.write(bytes, 5, 5);
    LossReport.write(bytes, 7, 9);
    LossReport.write(bytes, SequenceNumber.MAX, 1);

    assertEquals("00000005" + "80000007" + "00000009" + "ffffffff" + "00000001", hex());
    assertTrue(read());
    assertEquals(List.of("5-5", "7-9", SequenceNumber.MAX + "-1"), ranges);
  }

  @Test
  void rangeWithoutEndIsMalformed() {
    bytes.writeInt(0x8000_0007);

    assertFalse(read());
    assertEquals(List.of(), ranges);
  }

  @Test
  void rangeThatRunsBackwardsIsMalformed() {
    LossReport.write(bytes, 1, 1);
    LossReport.write(bytes, 9, 7);

    assertFalse(read());
    assertEquals(List.of("1-1"), ranges);
  }

  @Test
  void oddBytesAreMalformed() {
    bytes.writeShort(1);

    assertFalse(read());
  }

  private boolean read() {
    return LossReport.read(
        bytes, 0, bytes.writerIndex(), (first, last) -> ranges.add(first + "-" + last));
  }

  private String hex() {
    return ByteBufUtil.hexDump(bytes);
  }
}
