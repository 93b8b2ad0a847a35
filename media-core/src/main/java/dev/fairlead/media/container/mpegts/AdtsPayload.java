package dev.fairlead.media.container.mpegts;

import dev.fairlead.media.codec.aac.AdtsHeader;
import dev.fairlead.media.track.Sample;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** AAC access units, each as one ADTS frame. */
final class AdtsPayload implements PesPayload {
  private final AdtsHeader header;
  private final ByteBuf scratch;

  AdtsPayload(AdtsHeader header) {
    this.header = header;
    scratch = Unpooled.wrappedBuffer(new byte[header.overheadBytes()]);
  }

  @Override
  public int prepare(Sample sample) {
    int bytes = sample.payloadBytes();
    return bytes > 0 && header.fits(bytes) ? header.overheadBytes() + bytes : 0;
  }

  @Override
  public void write(Sample sample, PacketWriter out) {
    scratch.clear();
    header.write(sample.payloadBytes(), scratch);
    out.append(scratch, 0, scratch.writerIndex());
    out.append(sample.payload(), sample.payload().readerIndex(), sample.payloadBytes());
  }
}
