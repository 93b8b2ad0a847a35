package dev.fairlead.protocols.rtp.wire;

/** RTCP packet types (RFC 3550 §12.1, RFC 4585 §6.1), and the formats of feedback that matter. */
public final class RtcpType {
  public static final int SENDER_REPORT = 200;
  public static final int RECEIVER_REPORT = 201;
  public static final int SOURCE_DESCRIPTION = 202;
  public static final int BYE = 203;
  public static final int TRANSPORT_FEEDBACK = 205;
  public static final int PAYLOAD_FEEDBACK = 206;

  /** Generic NACK, of transport feedback (RFC 4585 §6.2.1). */
  public static final int FORMAT_NACK = 1;

  /** Transport-wide congestion control, of transport feedback. */
  public static final int FORMAT_TRANSPORT_CC = 15;

  /** Picture loss indication, of payload feedback (RFC 4585 §6.3.1). */
  public static final int FORMAT_PLI = 1;

  /** Full intra request, of payload feedback (RFC 5104 §4.3.1). */
  public static final int FORMAT_FIR = 4;

  /** Application layer feedback, which REMB is, of payload feedback (RFC 4585 §6.4). */
  public static final int FORMAT_APPLICATION = 15;

  private RtcpType() {}
}
