package dev.fairlead.media.container.mpegts;

import dev.fairlead.media.track.Sample;

/** Samples that travel as they are: MP3, AC-3, E-AC-3, ID3. */
final class PlainPayload implements PesPayload {
  @Override
  public int prepare(Sample sample) {
    return sample.payloadBytes();
  }

  @Override
  public void write(Sample sample, PacketWriter out) {
    out.append(sample.payload(), sample.payload().readerIndex(), sample.payloadBytes());
  }
}
