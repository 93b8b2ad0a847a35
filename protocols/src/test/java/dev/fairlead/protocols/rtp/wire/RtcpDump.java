package dev.fairlead.protocols.rtp.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes down what a datagram of RTCP says, one line for each packet. */
public final class RtcpDump {
  private RtcpDump() {}

  /** The lines. */
  public static List<String> lines(ByteBuf datagram) {
    List<String> lines = new ArrayList<>();
    RtcpCompound compound = new RtcpCompound().wrap(datagram);
    while (compound.next()) {
      lines.add(line(compound));
    }
    if (compound.verdict() != RtpVerdict.OK) {
      lines.add(compound.verdict().toString());
    }
    return lines;
  }

  private static String line(RtcpCompound compound) {
    StringBuilder text = new StringBuilder();
    switch (compound.type()) {
      case RtcpType.SENDER_REPORT -> {
        SenderReport report = new SenderReport();
        if (report.wrap(compound) != RtpVerdict.OK) {
          return "SR cut off";
        }
        text.append(
            "SR %08x ntp=%016x rtp=%d packets=%d octets=%d"
                .formatted(
                    report.ssrc(),
                    report.ntp(),
                    report.rtpTimestamp(),
                    report.packetCount(),
                    report.octetCount()));
        blocks(compound, text);
      }
      case RtcpType.RECEIVER_REPORT -> {
        text.append("RR %08x".formatted(compound.senderSsrc()));
        blocks(compound, text);
      }
      case RtcpType.SOURCE_DESCRIPTION -> {
        text.append("SDES");
        SourceDescriptions items = new SourceDescriptions().wrap(compound);
        while (items.next()) {
          text.append(
              " %08x %d=%s"
                  .formatted(
                      items.ssrc(),
                      items.type(),
                      compound
                          .datagram()
                          .toString(
                              items.textIndex(), items.textBytes(), StandardCharsets.US_ASCII)));
        }
      }
      case RtcpType.BYE -> {
        text.append("BYE");
        for (int i = 0; i < compound.count(); i++) {
          text.append(" %08x".formatted(compound.leavingSsrc(i)));
        }
      }
      case RtcpType.TRANSPORT_FEEDBACK, RtcpType.PAYLOAD_FEEDBACK -> feedback(compound, text);
      default -> text.append("type ").append(compound.type());
    }
    return text.toString();
  }

  private static void blocks(RtcpCompound compound, StringBuilder text) {
    ReportBlocks blocks = new ReportBlocks().wrap(compound);
    while (blocks.next()) {
      text.append(
          " [%08x fraction=%d lost=%d highest=%d jitter=%d lsr=%08x dlsr=%d]"
              .formatted(
                  blocks.ssrc(),
                  blocks.fractionLost(),
                  blocks.cumulativeLost(),
                  blocks.extendedHighestSequence(),
                  blocks.jitterTicks(),
                  blocks.lastSenderReport(),
                  blocks.delaySinceLastSenderReport()));
    }
  }

  private static void feedback(RtcpCompound compound, StringBuilder text) {
    String about = " %08x about %08x".formatted(compound.senderSsrc(), compound.mediaSsrc());
    if (compound.isNack()) {
      text.append("NACK").append(about);
      NackItems items = new NackItems().wrap(compound);
      while (items.next()) {
        text.append(' ').append(items.sequenceNumber());
      }
    } else if (compound.isPli()) {
      text.append("PLI").append(about);
    } else if (compound.isFir()) {
      text.append("FIR");
      FullIntraRequests requests = new FullIntraRequests().wrap(compound);
      while (requests.next()) {
        text.append(" %08x #%d".formatted(requests.ssrc(), requests.request()));
      }
    } else if (compound.isTransportFeedback()) {
      TransportFeedback feedback = new TransportFeedback();
      RtpVerdict verdict = feedback.wrap(compound);
      text.append("TWCC").append(about).append(' ');
      if (verdict != RtpVerdict.OK) {
        text.append(verdict);
        return;
      }
      text.append(
          "#%d reference=%dms"
              .formatted(feedback.feedbackCount(), feedback.referenceTimeNs() / 1_000_000));
      while (feedback.next()) {
        text.append(' ').append(feedback.sequenceNumber()).append('=');
        text.append(feedback.isReceived() ? feedback.arrivalNs() / 1_000 + "us" : "lost");
      }
    } else if (Remb.bitrateBps(compound) != Remb.NONE) {
      text.append("REMB ").append(Remb.bitrateBps(compound));
    } else {
      text.append("feedback ").append(compound.type()).append('/').append(compound.count());
    }
  }
}
