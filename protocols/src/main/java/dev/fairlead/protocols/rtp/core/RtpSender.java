package dev.fairlead.protocols.rtp.core;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.protocols.rtp.wire.AbsoluteCaptureTime;
import dev.fairlead.protocols.rtp.wire.AbsoluteSendTime;
import dev.fairlead.protocols.rtp.wire.PlayoutDelay;
import dev.fairlead.protocols.rtp.wire.RtcpWriter;
import dev.fairlead.protocols.rtp.wire.RtpExtensionWriter;
import dev.fairlead.protocols.rtp.wire.RtpHeader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Sends one source to one viewer: writes the headers in front of payloads that all viewers share,
 * and finds again what the viewer asks for. Confined to its connection; allocates nothing for a
 * packet.
 *
 * <p>Sequence numbers have no gaps, whatever is left out on the way or whichever rendition the
 * payloads come from. Which payload a sequence number stands for is remembered in
 * <em>segments</em>, within which sequence numbers and packet numbers of one packetizer go in step.
 */
final class RtpSender {
  /** Segments that are remembered: skips and switches within the time that anything is kept. */
  private static final int MAX_SEGMENTS = 256;

  private static final int FIRST_SEGMENTS = 8;

  /** Packets sent again lately; a power of two. */
  private static final int RESENT = 256;

  /** The mid and the wanted delay are repeated until a viewer has surely seen them. */
  private static final int NAMED_PACKETS = 200;

  /** A time of capture is told about once a second. */
  private static final long CAPTURE_INTERVAL_NS = 1_000_000_000;

  /** As much padding as one byte can say. */
  private static final int PADDING_BYTES = 255;

  private static final long NEVER = Long.MIN_VALUE;

  /** What becomes of a request. */
  enum Verdict {
    SENT,
    GONE,
    REPEATED,
    NOT_AGREED
  }

  // Configuration.
  private final SendTerms terms;
  private final SentMedia media;
  private final byte[] mid;
  private final TransportSequence transport;
  private final CounterSet<RtpCounter> counters;

  // Per connection.
  private long nextSequence;
  private long rtxSequence;
  private long packets;
  private long octets;
  private int lastTimestamp;
  private long capturedNs = NEVER;
  private boolean captureTold;
  private boolean decodeOrder;

  private long[] segmentSequence = new long[FIRST_SEGMENTS];
  private long[] segmentPacket = new long[FIRST_SEGMENTS];
  private long[] segmentShift = new long[FIRST_SEGMENTS];
  private @Nullable RetransmitBuffer[] segmentHistory =
      new @Nullable RetransmitBuffer[FIRST_SEGMENTS];
  private int segments;

  private final long[] resentSequence = new long[RESENT];
  private final long[] resentNs = new long[RESENT];

  // Scratch (never escapes a call).
  private final RtpExtensionWriter extensions = new RtpExtensionWriter();
  private final ByteBuf rtxPayload = Unpooled.buffer(1_500);

  RtpSender(
      SendTerms terms,
      SentMedia media,
      TransportSequence transport,
      CounterSet<RtpCounter> counters) {
    this.terms = terms;
    this.media = media;
    this.transport = transport;
    this.counters = counters;
    mid = media.mid().getBytes(StandardCharsets.US_ASCII);
    nextSequence = media.firstSequence();
    rtxSequence = media.firstRtxSequence();
    Arrays.fill(resentSequence, NEVER);
  }

  SentMedia media() {
    return media;
  }

  /**
   * Sends one packet of a burst.
   *
   * @param packet counted within the burst
   * @param shiftTicks added to the burst's timestamp
   * @return bytes of payload
   */
  int send(
      PayloadBurst burst,
      int packet,
      RetransmitBuffer history,
      long shiftTicks,
      long nowNs,
      SendActions out) {
    long number = burst.firstPacket() + packet;
    if (!continuesSegment(number, history, shiftTicks)) {
      beginSegment(number, history, shiftTicks);
    }
    int bytes = burst.lengthBytes(packet);
    lastTimestamp = timestamp(burst, shiftTicks);
    writeHeader(
        out.header(),
        media.payloadType(),
        media.ssrc(),
        nextSequence,
        burst.hasMarker(packet),
        lastTimestamp,
        burst,
        packet == 0,
        bytes,
        nowNs);
    out.payload(burst.bytes(), burst.index(packet), bytes);
    nextSequence++;
    packets++;
    octets += bytes;
    return bytes;
  }

  private int timestamp(PayloadBurst burst, long shiftTicks) {
    return (int) (ticks(burst) + shiftTicks) + media.timestampOffset();
  }

  /** Whether timestamps say when a picture is decoded. */
  void decodeOrder(boolean decoded) {
    decodeOrder = decoded;
  }

  /** The time of a burst, before any offset. */
  long ticks(PayloadBurst burst) {
    return decodeOrder ? burst.decodeTicks() : burst.timestampTicks();
  }

  private void writeHeader(
      ByteBuf header,
      int payloadType,
      int ssrc,
      long sequence,
      boolean marker,
      int timestamp,
      PayloadBurst burst,
      boolean beginsBurst,
      int payloadBytes,
      long nowNs) {
    // All packets of a burst carry the same extensions, so that they stay equally long.
    boolean named = packets < NAMED_PACKETS;
    boolean withMid = named && terms.midId() != 0 && mid.length > 0;
    boolean withDelay = terms.playoutDelayId() != 0 && (named || burst.isKey());
    if (beginsBurst && terms.absoluteCaptureTimeId() != 0) {
      boolean due = capturedNs == NEVER || burst.wallClockNs() - capturedNs >= CAPTURE_INTERVAL_NS;
      captureTold = due && burst.wallClockNs() > 0;
      capturedNs = captureTold ? burst.wallClockNs() : capturedNs;
    }
    boolean any =
        withMid
            || withDelay
            || captureTold
            || terms.transportCcId() != 0
            || terms.absoluteSendTimeId() != 0;
    RtpHeader.write(header, any, marker, payloadType, (int) sequence & 0xFFFF, timestamp, ssrc);
    if (any) {
      extensions.begin(header, terms.twoByteExtensions());
      if (terms.transportCcId() != 0) {
        int transportSequence = transport.next(payloadBytes, nowNs);
        extensions.element(terms.transportCcId(), 2).writeShort(transportSequence);
      }
      if (terms.absoluteSendTimeId() != 0) {
        extensions
            .element(terms.absoluteSendTimeId(), AbsoluteSendTime.BYTES)
            .writeMedium(AbsoluteSendTime.of(nowNs));
      }
      if (withMid) {
        extensions.element(terms.midId(), mid.length).writeBytes(mid);
      }
      if (withDelay) {
        PlayoutDelay.write(
            extensions.element(terms.playoutDelayId(), PlayoutDelay.BYTES),
            terms.minPlayoutDelayMs(),
            terms.maxPlayoutDelayMs());
      }
      if (captureTold) {
        AbsoluteCaptureTime.write(
            extensions.element(terms.absoluteCaptureTimeId(), AbsoluteCaptureTime.BYTES),
            NtpTime.of(burst.wallClockNs()));
      }
      extensions.end();
    }
  }

  // Segments.

  @SuppressWarnings("ReferenceEquality") // A history is where it is.
  private boolean continuesSegment(long packet, RetransmitBuffer history, long shiftTicks) {
    int last = segments - 1;
    return last >= 0
        && segmentHistory[last] == history
        && segmentShift[last] == shiftTicks
        && packet - segmentPacket[last] == nextSequence - segmentSequence[last];
  }

  private void beginSegment(long packet, RetransmitBuffer history, long shiftTicks) {
    if (segments == MAX_SEGMENTS) {
      int kept = MAX_SEGMENTS / 2;
      System.arraycopy(segmentSequence, kept, segmentSequence, 0, kept);
      System.arraycopy(segmentPacket, kept, segmentPacket, 0, kept);
      System.arraycopy(segmentShift, kept, segmentShift, 0, kept);
      System.arraycopy(segmentHistory, kept, segmentHistory, 0, kept);
      Arrays.fill(segmentHistory, kept, MAX_SEGMENTS, null);
      segments = kept;
    } else if (segments == segmentSequence.length) {
      int length = 2 * segments;
      segmentSequence = Arrays.copyOf(segmentSequence, length);
      segmentPacket = Arrays.copyOf(segmentPacket, length);
      segmentShift = Arrays.copyOf(segmentShift, length);
      segmentHistory = Arrays.copyOf(segmentHistory, length);
    }
    segmentSequence[segments] = nextSequence;
    segmentPacket[segments] = packet;
    segmentShift[segments] = shiftTicks;
    segmentHistory[segments] = history;
    segments++;
  }

  // Again.

  /**
   * Sends a packet again (RFC 4588 §4). Without a source of its own for that, nothing is sent: the
   * same sequence number in another packet would be the same nonce for another text.
   *
   * @param sequenceNumber 16 bits
   * @param spacingNs how soon the same packet may be asked for again
   */
  Verdict resend(int sequenceNumber, long spacingNs, long nowNs, SendActions out) {
    if (!media.hasRtx()) {
      return Verdict.NOT_AGREED;
    }
    long last = nextSequence - 1;
    long sequence = last - ((last - sequenceNumber) & 0xFFFF);
    int slot = (int) sequence & (RESENT - 1);
    if (resentSequence[slot] == sequence && nowNs - resentNs[slot] < spacingNs) {
      return Verdict.REPEATED;
    }
    int segment = segments - 1;
    while (segment >= 0 && segmentSequence[segment] > sequence) {
      segment--;
    }
    if (segment < 0) {
      return Verdict.GONE;
    }
    RetransmitBuffer history = segmentHistory[segment];
    assert history != null : "every segment has one";
    long number = segmentPacket[segment] + sequence - segmentSequence[segment];
    PayloadBurst burst = history.find(number);
    if (burst == null) {
      return Verdict.GONE;
    }
    resentSequence[slot] = sequence;
    resentNs[slot] = nowNs;
    int packet = (int) (number - burst.firstPacket());
    rtxPayload.clear();
    rtxPayload.writeShort(sequenceNumber);
    rtxPayload.writeBytes(burst.bytes(), burst.index(packet), burst.lengthBytes(packet));
    writeHeader(
        out.header(),
        media.rtxPayloadType(),
        media.rtxSsrc(),
        rtxSequence,
        burst.hasMarker(packet),
        timestamp(burst, segmentShift[segment]),
        burst,
        false,
        rtxPayload.readableBytes(),
        nowNs);
    out.payload(rtxPayload, 0, rtxPayload.readableBytes());
    rtxSequence++;
    return Verdict.SENT;
  }

  /** Bytes of the last packet that was sent again. */
  int resentBytes() {
    return rtxPayload.readableBytes();
  }

  /**
   * Sends a packet of nothing, to see whether the path takes more (RFC 3550 §5.1: padding whose
   * last byte says how long it is).
   *
   * @return bytes of payload, 0 when there is no source for it
   */
  int sendPadding(long nowNs, SendActions out) {
    if (!media.hasRtx() || packets == 0) {
      return 0;
    }
    rtxPayload.clear();
    rtxPayload.writeZero(PADDING_BYTES - 1).writeByte(PADDING_BYTES);
    ByteBuf header = out.header();
    int headerAt = header.writerIndex();
    boolean extension = terms.transportCcId() != 0;
    RtpHeader.write(
        header,
        extension,
        false,
        media.rtxPayloadType(),
        (int) rtxSequence & 0xFFFF,
        lastTimestamp,
        media.rtxSsrc());
    RtpHeader.markPadded(header, headerAt);
    if (extension) {
      extensions.begin(header, terms.twoByteExtensions());
      extensions.element(terms.transportCcId(), 2).writeShort(transport.next(PADDING_BYTES, nowNs));
      extensions.end();
    }
    out.payload(rtxPayload, 0, PADDING_BYTES);
    rtxSequence++;
    counters.increment(RtpCounter.PADDING_SENT);
    return PADDING_BYTES;
  }

  // Reports.

  /** Whether anything was sent, so that there is something to report. */
  boolean hasSent() {
    return packets > 0;
  }

  /** Packets sent, without repetitions. */
  long packets() {
    return packets;
  }

  /** Appends a sender report that pairs a moment of the timeline with the time of day. */
  void writeReport(ByteBuf out, long wallNs, long timelineTicks) {
    RtcpWriter.writeSenderReport(
        out,
        0,
        media.ssrc(),
        NtpTime.of(wallNs),
        (int) timelineTicks + media.timestampOffset(),
        packets,
        octets);
  }

  /** Lets go of what is remembered. */
  void close() {
    Arrays.fill(segmentHistory, null);
    segments = 0;
    rtxPayload.release();
  }
}
