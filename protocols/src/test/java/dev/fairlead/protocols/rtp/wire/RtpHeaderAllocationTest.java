package dev.fairlead.protocols.rtp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fairlead.media.testkit.AllocationMeter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

final class RtpHeaderAllocationTest {
  @Test
  void writingAndReadingAHeaderAllocatesNothing() {
    ByteBuf packet = Unpooled.directBuffer(1_200);
    RtpHeader header = new RtpHeader();
    RtpExtensions extensions = new RtpExtensions();
    RtpExtensionWriter writer = new RtpExtensionWriter();
    long[] seen = new long[1];

    long allocated =
        AllocationMeter.bytesAllocated(
            20_000,
            1_000,
            () -> {
              packet.clear();
              RtpHeader.write(packet, true, true, 96, (int) seen[0] & 0xFFFF, 90_000, 42);
              writer.begin(packet, false);
              writer.element(3, 2).writeShort(7);
              writer.end();
              packet.writeZero(1_000);
              header.wrap(packet);
              if (extensions.find(header, 3)) {
                seen[0] += header.payloadBytes();
              }
            });

    packet.release();
    assertEquals(0, seen[0] % 1_000);
    assertEquals(0, seen[0] > 0 ? allocated : Long.MAX_VALUE);
  }

  @Test
  void readingFeedbackAllocatesNothing() {
    ByteBuf datagram = Unpooled.directBuffer(1_200);
    RtcpWriter.writeReceiverReport(datagram, 1, 1);
    RtcpWriter.writeReportBlock(datagram, 2, 3, 4, 5, 6, 7, 8);
    RtcpWriter.writeNack(datagram, 1, 2, new int[] {5, 6, 9}, 3);
    TransportFeedbackWriter writer = new TransportFeedbackWriter();
    long[] arrivalNs = new long[64];
    for (int i = 0; i < arrivalNs.length; i++) {
      arrivalNs[i] = i * 1_000_000L;
    }
    writer.write(datagram, 1, 2, 100, arrivalNs, 0, arrivalNs.length, 0);
    RtcpCompound compound = new RtcpCompound();
    ReportBlocks blocks = new ReportBlocks();
    NackItems items = new NackItems();
    TransportFeedback feedback = new TransportFeedback();
    long[] seen = new long[1];

    long allocated =
        AllocationMeter.bytesAllocated(
            20_000,
            1_000,
            () -> {
              compound.wrap(datagram);
              while (compound.next()) {
                blocks.wrap(compound);
                while (blocks.next()) {
                  seen[0]++;
                }
                if (compound.isNack()) {
                  items.wrap(compound);
                  while (items.next()) {
                    seen[0]++;
                  }
                } else if (compound.isTransportFeedback()
                    && feedback.wrap(compound) == RtpVerdict.OK) {
                  while (feedback.next()) {
                    seen[0]++;
                  }
                }
              }
            });

    datagram.release();
    assertEquals(0, seen[0] % 68);
    assertEquals(0, seen[0] > 0 ? allocated : Long.MAX_VALUE);
  }
}
