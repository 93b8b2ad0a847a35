package dev.fairlead.media.container.mpegts;

import dev.fairlead.media.counter.CounterSet;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a transport stream, in pieces of any size, down to PES payloads. Confined to one thread.
 *
 * <p>Input is borrowed; what must be kept until more comes is copied into buffers that {@link
 * #close()} gives back. Damage is counted and passed over: a packet out of sync, a table with a
 * wrong checksum, a PES packet that lost a piece. Only the first program of a stream is read.
 */
public final class TsDemuxer implements AutoCloseable {
  /** A time that a PES packet does not tell. */
  public static final long TIMESTAMP_UNSET = Long.MIN_VALUE;

  /** The packet's adaptation field had random_access_indicator. */
  public static final int RANDOM_ACCESS = 1;

  /** discontinuity_indicator was set since the last PES packet of this PID. */
  public static final int DISCONTINUITY = 1 << 1;

  /** Packets were lost since the last PES packet of this PID. */
  public static final int LOSS = 1 << 2;

  /** Room for a 4K intra picture at the bit rates of contribution links. */
  public static final int MAX_PES_BYTES = 16 << 20;

  /** What a program map section has room for: 5 bytes an entry in 1,021 bytes. */
  static final int MAX_PIDS = 200;

  private final CounterSet<MpegTsCounter> counters;
  private final ByteBufAllocator allocator;

  /** The beginning of a packet whose rest has not come. */
  private final ByteBuf partial = Unpooled.wrappedBuffer(new byte[TsPacket.SIZE_BYTES]).clear();

  private final SectionAssembler association = new SectionAssembler();
  private final SectionAssembler map = new SectionAssembler();
  private final List<PesAssembler> assemblers = new ArrayList<>();
  private int mapPid = NO_PID;
  private int mapVersion = NO_VERSION;

  private static final int NO_PID = -1;
  private static final int NO_VERSION = -1;
  private static final int PROGRAM_MAP_TABLE_ID = 2;

  /**
   * @param counters where damage is counted
   * @param allocator gives the buffers in which PES packets are put together
   */
  public TsDemuxer(CounterSet<MpegTsCounter> counters, ByteBufAllocator allocator) {
    this.counters = counters;
    this.allocator = allocator;
  }

  /** Reads the readable bytes; all of them are used up. */
  public void receive(ByteBuf bytes, TsDemuxerOutput out) {
    while (bytes.isReadable()) {
      if (partial.isReadable() || bytes.readableBytes() < TsPacket.SIZE_BYTES) {
        int missing = TsPacket.SIZE_BYTES - partial.readableBytes();
        partial.writeBytes(bytes, Math.min(missing, bytes.readableBytes()));
        if (partial.readableBytes() == TsPacket.SIZE_BYTES) {
          packetOrResync(out);
        }
      } else if (bytes.getByte(bytes.readerIndex()) == TsPacket.SYNC_BYTE) {
        packet(bytes, bytes.readerIndex(), out);
        bytes.skipBytes(TsPacket.SIZE_BYTES);
      } else {
        counters.increment(MpegTsCounter.SYNC_LOST);
        skipToSync(bytes);
      }
    }
  }

  /** The input is over: PES packets without a length are complete now. */
  public void end(TsDemuxerOutput out) {
    for (PesAssembler assembler : assemblers) {
      assembler.end(out);
    }
  }

  @Override
  public void close() {
    for (PesAssembler assembler : assemblers) {
      assembler.close();
    }
    assemblers.clear();
  }

  private void packetOrResync(TsDemuxerOutput out) {
    if (partial.getByte(0) == TsPacket.SYNC_BYTE) {
      packet(partial, 0, out);
      partial.clear();
      return;
    }
    counters.increment(MpegTsCounter.SYNC_LOST);
    skipToSync(partial);
    partial.discardReadBytes();
  }

  private static void skipToSync(ByteBuf bytes) {
    int ahead = bytes.bytesBefore((byte) TsPacket.SYNC_BYTE);
    bytes.skipBytes(ahead < 0 ? bytes.readableBytes() : ahead);
  }

  private void packet(ByteBuf bytes, int index, TsDemuxerOutput out) {
    int pidAndFlags = bytes.getUnsignedShort(index + 1);
    int control = bytes.getUnsignedByte(index + 3);
    boolean transportError = (pidAndFlags & 0x8000) != 0;
    boolean scrambled = (control & 0xC0) != 0;
    if (transportError || scrambled) {
      return; // What is missing then shows in the continuity counter.
    }
    boolean unitStart = (pidAndFlags & 0x4000) != 0;
    int pid = pidAndFlags & 0x1FFF;
    int payloadIndex = index + TsPacket.HEADER_BYTES;
    int endIndex = index + TsPacket.SIZE_BYTES;
    int fieldFlags = 0;
    if ((control & TsPacket.ADAPTATION_ONLY) != 0) {
      int fieldBytes = bytes.getUnsignedByte(payloadIndex);
      if (fieldBytes >= TsPacket.BODY_BYTES) {
        return;
      }
      if (fieldBytes > 0) {
        fieldFlags = bytes.getUnsignedByte(payloadIndex + 1);
      }
      if ((fieldFlags & TsPacket.PCR_FLAG) != 0 && fieldBytes > TsPacket.PCR_BYTES) {
        clock(bytes, payloadIndex + 2, pid, fieldFlags, out);
      }
      payloadIndex += 1 + fieldBytes;
    }
    boolean payload = (control & TsPacket.PAYLOAD_ONLY) != 0;
    int continuity = control & TsPacket.CONTINUITY_MASK;
    if (pid == TsPacket.PAT_PID) {
      if (payload && association.append(bytes, payloadIndex, endIndex, unitStart, counters)) {
        readAssociation(association.section());
      }
    } else if (pid == mapPid) {
      if (payload && map.append(bytes, payloadIndex, endIndex, unitStart, counters)) {
        readMap(map.section(), out);
      }
    } else {
      PesAssembler assembler = find(pid);
      if (assembler != null) {
        assembler.fieldFlags(fieldFlags);
        if (payload) {
          assembler.append(bytes, payloadIndex, endIndex, unitStart, continuity, out);
        }
      }
    }
  }

  private static void clock(
      ByteBuf bytes, int index, int pid, int fieldFlags, TsDemuxerOutput out) {
    long base = bytes.getUnsignedInt(index) << 1 | bytes.getUnsignedByte(index + 4) >> 7;
    int extension = bytes.getUnsignedShort(index + 4) & 0x1FF;
    out.clock(pid, base * 300 + extension, (fieldFlags & TsPacket.DISCONTINUITY_INDICATOR) != 0);
  }

  private void readAssociation(ByteBuf section) {
    int end = section.writerIndex() - SectionAssembler.CRC_BYTES;
    for (int i = SectionAssembler.HEADER_BYTES; i + 4 <= end; i += 4) {
      int program = section.getUnsignedShort(i);
      int pid = section.getUnsignedShort(i + 2) & 0x1FFF;
      if (program != 0) { // Program 0 points to the network information table.
        if (pid != mapPid) {
          mapPid = pid;
          mapVersion = NO_VERSION;
          map.reset();
        }
        return;
      }
    }
  }

  private void readMap(ByteBuf section, TsDemuxerOutput out) {
    int version = section.getUnsignedByte(5) >> 1 & 0x1F;
    int end = section.writerIndex() - SectionAssembler.CRC_BYTES;
    int body = SectionAssembler.HEADER_BYTES;
    if (section.getUnsignedByte(0) != PROGRAM_MAP_TABLE_ID
        || version == mapVersion
        || body + 4 > end) {
      return;
    }
    int pcrPid = section.getUnsignedShort(body) & 0x1FFF;
    int index = body + 4 + (section.getUnsignedShort(body + 2) & 0xFFF);
    List<TsDemuxerOutput.ElementaryPid> pids = new ArrayList<>();
    while (index + 5 <= end && pids.size() < MAX_PIDS) {
      int infoBytes = section.getUnsignedShort(index + 3) & 0xFFF;
      int infoEnd = index + 5 + infoBytes;
      if (infoEnd > end) {
        counters.increment(MpegTsCounter.SECTIONS_MALFORMED);
        return;
      }
      pids.add(Descriptors.read(section, index, infoEnd));
      index = infoEnd;
    }
    mapVersion = version;
    keepAssemblers(pids);
    out.program(pcrPid, List.copyOf(pids));
  }

  private void keepAssemblers(List<TsDemuxerOutput.ElementaryPid> pids) {
    List<PesAssembler> next = new ArrayList<>();
    for (TsDemuxerOutput.ElementaryPid entry : pids) {
      PesAssembler known = find(entry.pid());
      if (known == null) {
        next.add(new PesAssembler(entry.pid(), counters, allocator));
      } else if (!next.contains(known)) {
        next.add(known);
      }
    }
    for (PesAssembler assembler : assemblers) {
      if (!next.contains(assembler)) {
        assembler.close();
      }
    }
    assemblers.clear();
    assemblers.addAll(next);
  }

  private @Nullable PesAssembler find(int pid) {
    for (int i = 0; i < assemblers.size(); i++) {
      if (assemblers.get(i).pid() == pid) {
        return assemblers.get(i);
      }
    }
    return null;
  }
}
