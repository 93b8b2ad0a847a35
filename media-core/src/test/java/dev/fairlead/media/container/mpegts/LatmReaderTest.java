package dev.fairlead.media.container.mpegts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fairlead.media.container.mpegts.PublishedProgram.Seen;
import dev.fairlead.media.container.mpegts.TsDemuxerOutput.ElementaryPid;
import dev.fairlead.media.track.Codec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LatmReaderTest {
  private static final int PID = 0x100;

  /**
   * ffmpeg 5.1.9, 80 ms of noise at 48 kHz: {@code -c:a aac -f adts}, then {@code -c copy -f latm}.
   */
  private static final String FRAMES =
      "56e08e200011881fe43ef01002630bb319a9c97199b9718981800012e51a8654d358744c2d0b"
          + "8f6ffe94be7a9c73e3dbc6aa51109cbe64ffd8fed5075f42d979f27ae9ee5ffeb39ea03a46f3"
          + "cc0e4a8bbafafb0c3aa6da72bb6d157db6e175784a622660624404bc013a5fea7c1b68e6af0c"
          + "cc6a3f6fabbb725dfb332f97a600ca6feb4d8f467bf60592d92c05d78c070056e085c180a44a"
          + "6c5b6512a32c8f564ba6b75a8f4c9bff4fef55757cdd7fe7ffc4e74656bff7ffc66b9d6d0837"
          + "efeba001cf2b6bc6af6edbbd6361b25a2d6e53b60ca8b0a9141f93c45d375e856344083058dd"
          + "6a814780c85f17589243e5181095165653fe738efcd25e768ebc0c3813130a18bcd8d5afa745"
          + "5881a1a44781e02139a2716e65e00056e050a700aa78c3f22af2acae33264cebc5de4abdeb77"
          + "845684a3aa3485a759ef4d27da7686735ad4b4d8a45dc675adef01d21fac952f7701173bc8a4"
          + "a8d2a48048b0a09af7b8a1c16250264d656fd4dae00056e044a100ab18c511369443a310e89e"
          + "7e78e1cd797bf53975bdf1cd570f9bc9996a504275e0d6c91947f146716296a944cdac895bdb"
          + "365d24552ac69e6a4a0d164ae92f933f0056e045a180a018c57d308748215f39dddd6bde6ba5"
          + "6ef98e2f6ffebd2dbc5e50cf0bb0e4366749308190c1d27dbcefc1303e63e6f707cd9df03390"
          + "4936aa7843cd0f274c1844b800";

  private static final List<String> UNITS =
      List.of(
          "de02004c61766335392e33372e31303000025ca350ca9a6b0e8985a171edffd297cf538e7c7b"
              + "78d54a221397cc9ffb1fdaa0ebe85b2f3e4f5d3dcbffd673d40748de7981c951775f5f618754"
              + "db4e576da2afb6dc2eaf094c44cc0c48809780274bfd4f836d1cd5e1998d47edf5776e4bbf66"
              + "65f2f4c0194dfd69b1e8cf7ec0b25b2580baf180e0",
          "014894d8b6ca2546591eac974d6eb51e9937fe9fdeaaeaf9baffcfff89ce8cad7fefff8cd73a"
              + "da106fdfd740039e56d78d5eddb77ac6c364b45adca76c19516152283f2788ba6ebd0ac68810"
              + "60b1bad5028f0190be2eb12487ca30212a2caca7fce71df9a4bced1d7818702626143179b1ab"
              + "5f4e8ab10343488f03c0427344e2dccbc0",
          "0154f187e455e5595c664c99d78bbc957bd6ef08ad094754690b4eb3de9a4fb4ed0ce6b5a969"
              + "b148bb8ceb5bde03a43f592a5eee022e77914951a5490091614135ef714382c4a04c9acadfa9"
              + "b5c0",
          "0156318a226d28874621d13cfcf1c39af2f7ea72eb7be39aae1f379332d4a084ebc1ad92328f"
              + "e28ce2c52d52899b5912b7b66cba48aa558d3cd4941a2c95d25f267e",
          "0140318afa610e9042be73bbbad7bcd74addf31c5edffd7a5b78bca19e1761c86cce92610321"
              + "83a4fb79df82607cc7cdee0f9b3be06720926d54f0879a1e4e98308970");

  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false, true);
  private final PublishedProgram published = new PublishedProgram(allocator);

  @AfterEach
  void everyBufferIsGivenBack() {
    published.close();
    assertEquals(0, allocator.metric().usedHeapMemory());
  }

  private List<Seen> read(ByteBuf... packets) {
    published.program.program(
        PID, List.of(new ElementaryPid(PID, TsStreamType.AAC_LATM, 0, "", 0)));
    for (ByteBuf packet : packets) {
      published.program.pes(PID, 9_000, 9_000, 0, packet);
    }
    published.program.end();
    published.flush();
    return published.seen(Codec.AAC);
  }

  private static ByteBuf bytes(String hex) {
    return Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex));
  }

  @Test
  void givesTheAccessUnitsThatAdtsWouldHaveCarried() {
    List<Seen> seen = read(bytes(FRAMES));

    assertEquals(UNITS, seen.stream().map(Seen::payload).toList());
    assertEquals(
        IntStream.range(0, UNITS.size()).mapToObj(i -> 1_920L * i).toList(),
        seen.stream().map(sample -> sample.dtsTicks() - seen.getFirst().dtsTicks()).toList());
  }

  @Test
  void leavesOutFramesBeforeTheFirstConfiguration() {
    // useSameStreamMux without any before: the first bit of the first frame set.
    ByteBuf early = bytes(FRAMES.substring(0, 6 + 2 * firstFrameBytes()));
    early.setByte(3, early.getByte(3) | 0x80);

    assertEquals(List.of(), read(early));
  }

  private static int firstFrameBytes() {
    return Integer.parseInt(FRAMES.substring(2, 6), 16) & 0x1FFF;
  }
}
