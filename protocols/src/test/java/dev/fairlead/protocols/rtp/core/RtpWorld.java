package dev.fairlead.protocols.rtp.core;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.testkit.SimulatedLink;
import dev.fairlead.media.time.WallClock;
import dev.fairlead.protocols.rtp.wire.RtpHeader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/**
 * A camera and a microphone, a sending side, a path in memory, a receiving side and somebody who
 * watches. Pictures refer to those before them, so that a lost one freezes the picture until a key
 * picture comes.
 */
final class RtpWorld implements SendActions, ReceiveActions {
  static final int CLOCK_HZ = 90_000;
  static final int AUDIO_HZ = 48_000;
  static final long MS = 1_000_000;

  private static final int TRANSPORT_CC_ID = 3;
  private static final int PACKET_BYTES = 1_100;

  /** One rendition of the picture. */
  static final class Rendition {
    final RetransmitBuffer history = new RetransmitBuffer();
    final int bitrateBps;
    long nextPacket;
    boolean keyWanted = true;

    Rendition(int bitrateBps) {
      this.bitrateBps = bitrateBps;
    }
  }

  final CounterSet<RtpCounter> counters = new CounterSet<>(RtpCounter.class);
  final SimulatedLink toViewer;
  final SimulatedLink toSender;
  final Bottleneck bottleneck;
  final SendSide sender;
  final ReceiveSide receiver;
  final List<Rendition> renditions = new ArrayList<>();
  int layer;
  long nowNs = 1_000 * MS;

  // What is watched.
  int picturesSent;
  int picturesShown;
  int soundsSent;
  int soundsHeard;
  int picturesUndecodable;
  long longestFreezeNs;
  int freezes;
  long lastShownNs;
  long worstDelayNs;
  final List<Long> shownNs = new ArrayList<>();

  private final RetransmitBuffer audioHistory = new RetransmitBuffer();
  private final ByteBuf header = Unpooled.buffer();
  private long audioPackets;
  private long nextPictureNs = nowNs;
  private long nextSoundNs = nowNs;
  private long pictureNumber;
  private boolean decodable;
  private long gatheredTimestamp = Long.MIN_VALUE;
  private int gatheredPackets;
  private boolean gatheredGap;
  private long lastDecoded = -1;

  RtpWorld(SimulatedLink.Behaviour behaviour, long seed, long startBps, int... renditionBps) {
    toViewer = new SimulatedLink(behaviour, seed);
    toSender = new SimulatedLink(behaviour, seed + 1_000);
    bottleneck = new Bottleneck(toViewer, 1_000_000_000, 300 * MS);
    for (int bps : renditionBps) {
      renditions.add(new Rendition(bps));
    }
    layer = renditions.size() - 1;
    WallClock wallClock = new WallClock(1_700_000_000_000_000_000L, 0);
    sender =
        new SendSide(
            new SendTerms(
                "world",
                true,
                false,
                0,
                TRANSPORT_CC_ID,
                0,
                0,
                0,
                0,
                0,
                startBps,
                List.of(
                    new SentMedia("0", 10, 11, 96, 97, CLOCK_HZ, true, 65_000, 7, 0x7FFF_F000),
                    new SentMedia("1", 20, 0, 111, -1, AUDIO_HZ, false, 1, 0, 1))),
            wallClock,
            counters);
    receiver =
        new ReceiveSide(
            new ReceiveTerms(
                99,
                "viewer",
                true,
                0,
                0,
                0,
                TRANSPORT_CC_ID,
                List.of(
                    new ReceivedMedia(
                        "0",
                        96,
                        97,
                        CLOCK_HZ,
                        true,
                        true,
                        false,
                        List.of(new ReceivedMedia.Announced(10, 11))),
                    new ReceivedMedia("1", 111, -1, AUDIO_HZ, false, false, false, List.of()))),
            Unpooled::buffer,
            counters);
  }

  private int stuck;

  /** Lets time pass. */
  void run(long durationMs) {
    long endNs = nowNs + durationMs * MS;
    while (true) {
      long nextNs = Math.min(nextPictureNs, nextSoundNs);
      nextNs = Math.min(nextNs, toViewer.nextArrivalNs());
      nextNs = Math.min(nextNs, toSender.nextArrivalNs());
      nextNs = Math.min(nextNs, sender.deadlineNs());
      nextNs = Math.min(nextNs, receiver.deadlineNs());
      if (nextNs > endNs) {
        nowNs = endNs;
        return;
      }
      stuck = nextNs <= nowNs ? stuck + 1 : 0;
      if (stuck > 1_000) {
        throw new IllegalStateException(
            "no progress: "
                + (nextPictureNs - nowNs)
                + " "
                + (nextSoundNs - nowNs)
                + " "
                + (toViewer.nextArrivalNs() - nowNs)
                + " "
                + (toSender.nextArrivalNs() - nowNs)
                + " "
                + (sender.deadlineNs() - nowNs)
                + " "
                + (receiver.deadlineNs() - nowNs));
      }
      nowNs = Math.max(nowNs, nextNs);
      step();
    }
  }

  private void step() {
    if (nextPictureNs <= nowNs) {
      picture();
      nextPictureNs += 1_000_000_000 / 30;
    }
    if (nextSoundNs <= nowNs) {
      sound();
      nextSoundNs += 20 * MS;
    }
    toViewer.receive(
        nowNs,
        datagram -> {
          ByteBuf packet = Unpooled.wrappedBuffer(datagram);
          if (RtpHeader.isRtcp(packet)) {
            receiver.receiveRtcp(packet, nowNs, this);
          } else {
            receiver.receiveRtp(packet, nowNs, this);
          }
        });
    toSender.receive(
        nowNs, datagram -> sender.receiveRtcp(Unpooled.wrappedBuffer(datagram), nowNs, this));
    sender.advance(nowNs, this);
    receiver.advance(nowNs, this);
  }

  /** Every rendition has the picture; the viewer is sent one of them. */
  private void picture() {
    long number = pictureNumber++;
    picturesSent++;
    for (int i = 0; i < renditions.size(); i++) {
      Rendition rendition = renditions.get(i);
      boolean key = rendition.keyWanted;
      rendition.keyWanted = false;
      int bytes = rendition.bitrateBps / 8 / 30 * (key ? 4 : 1);
      int packets = Math.max(1, bytes / PACKET_BYTES);
      PayloadBurst burst =
          burst(number, packets, Math.min(bytes, PACKET_BYTES), rendition.nextPacket, key);
      rendition.nextPacket += packets;
      rendition.history.add(burst, nowNs);
      if (i == layer) {
        sender.offer(0, burst, rendition.history, nowNs, this);
      }
      burst.release();
    }
  }

  private PayloadBurst burst(long number, int packets, int bytes, long firstPacket, boolean key) {
    ByteBuf payloads = Unpooled.buffer(packets * bytes);
    int[] ends = new int[packets];
    for (int i = 0; i < packets; i++) {
      payloads.writeLong(number).writeInt(i).writeInt(packets).writeBoolean(key);
      payloads.writeLong(nowNs);
      payloads.writeZero(Math.max(0, bytes - 25));
      ends[i] = payloads.writerIndex();
    }
    return new PayloadBurst(
        payloads,
        ends,
        packets,
        firstPacket,
        number * (CLOCK_HZ / 30),
        number * (CLOCK_HZ / 30),
        nowNs,
        PayloadBurst.MARKER | (key ? PayloadBurst.KEY : 0));
  }

  private void sound() {
    ByteBuf payload = Unpooled.buffer(160).writeZero(160);
    PayloadBurst burst =
        new PayloadBurst(
            payload,
            new int[] {160},
            1,
            audioPackets,
            audioPackets * 960,
            audioPackets * 960,
            nowNs,
            0);
    audioPackets++;
    soundsSent++;
    audioHistory.add(burst, nowNs);
    sender.offer(1, burst, audioHistory, nowNs, this);
    burst.release();
  }

  // The sending side's actions.

  @Override
  public ByteBuf header() {
    return header.clear();
  }

  @Override
  public void payload(ByteBuf payload, int index, int lengthBytes) {
    byte[] datagram = new byte[header.readableBytes() + lengthBytes];
    int headerBytes = header.readableBytes();
    header.readBytes(datagram, 0, headerBytes);
    payload.getBytes(index, datagram, headerBytes, lengthBytes);
    bottleneck.send(datagram, nowNs);
  }

  @Override
  public void flush() {}

  private boolean receiving;

  @Override
  public void send(ByteBuf compound) {
    byte[] datagram = ByteBufUtil.getBytes(compound);
    // Both sides send RTCP; feedback and receiver reports go one way, sender reports the other.
    if ((datagram[1] & 0xFF) == 200) {
      bottleneck.send(datagram, nowNs);
    } else {
      toSender.send(datagram, nowNs);
    }
  }

  @Override
  public void keyPictureWanted(int mediaIndex) {
    renditions.get(layer).keyWanted = true;
  }

  // The receiving side's actions.

  @Override
  public void opened(ReceivedSource source) {
    if (source.mediaIndex() == 0) {
      source.needKeyPicture();
    }
  }

  @Override
  public void packet(
      ReceivedSource source,
      ByteBuf packet,
      int index,
      int lengthBytes,
      long timestampTicks,
      boolean marker,
      boolean gap) {
    if (source.mediaIndex() == 1) {
      soundsHeard++;
      return;
    }
    if (lengthBytes == 0) {
      return;
    }
    if (gap) {
      decodable = false;
      source.needKeyPicture();
    }
    if (timestampTicks != gatheredTimestamp) {
      gatheredTimestamp = timestampTicks;
      gatheredPackets = 0;
      gatheredGap = gap;
    }
    gatheredPackets++;
    boolean whole = gatheredPackets == packet.getInt(index + 12);
    if (marker && !whole) {
      decodable = false;
      source.needKeyPicture();
    } else if (marker) {
      shown(
          source, packet.getLong(index), packet.getBoolean(index + 16), packet.getLong(index + 17));
    }
  }

  private void shown(ReceivedSource source, long number, boolean key, long takenNs) {
    if (key) {
      decodable = true;
      source.keyPictureCame();
    } else if (lastDecoded != number - 1) {
      decodable = false;
      source.needKeyPicture();
    }
    if (!decodable) {
      picturesUndecodable++;
      return;
    }
    lastDecoded = number;
    picturesShown++;
    if (lastShownNs != 0) {
      long pauseNs = nowNs - lastShownNs;
      longestFreezeNs = Math.max(longestFreezeNs, pauseNs);
      freezes += pauseNs > 500 * MS ? 1 : 0;
    }
    lastShownNs = nowNs;
    worstDelayNs = Math.max(worstDelayNs, nowNs - takenNs);
    shownNs.add(nowNs);
  }

  @Override
  public void ended(ReceivedSource source) {}

  /** Forgets what was watched so far. */
  void watchAnew() {
    picturesSent = 0;
    picturesShown = 0;
    soundsSent = 0;
    soundsHeard = 0;
    picturesUndecodable = 0;
    longestFreezeNs = 0;
    freezes = 0;
    worstDelayNs = 0;
  }

  void close() {
    receiver.close(this);
    sender.close(this);
    renditions.forEach(rendition -> rendition.history.clear());
    audioHistory.clear();
  }

  String figures() {
    return ("shown %d of %d, undecodable %d, freezes %d, longest %d ms, worst delay %d ms,"
            + " sounds %d of %d, target %d kbit/s, acked %d, rtt %d ms, lost %d, over %d,"
            + " nacks %d, rtx %d, given up %d, late %d, plis %d")
        .formatted(
            picturesShown,
            picturesSent,
            picturesUndecodable,
            freezes,
            longestFreezeNs / MS,
            worstDelayNs / MS,
            soundsHeard,
            soundsSent,
            sender.controller().targetBps() / 1_000,
            sender.controller().ackedBps() / 1_000,
            sender.controller().roundTripNs() / MS,
            toViewer.lost(),
            bottleneck.overflowed(),
            counters.value(RtpCounter.NACKS_SENT),
            counters.value(RtpCounter.RTX_SENT),
            counters.value(RtpCounter.PACKETS_GIVEN_UP),
            counters.value(RtpCounter.PACKETS_LATE),
            counters.value(RtpCounter.PLIS_SENT));
  }
}
