package dev.fairlead.media.codec.nal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeiMessagesTest {
  /** Type and length, emulation prevention included, of each message. */
  private static List<String> messages(String nalUnit) {
    ByteBuf payload =
        Unpooled.wrappedBuffer(
            HexFormat.of().parseHex("%08x".formatted(nalUnit.length() / 2) + nalUnit));
    NalUnits nalUnits = new NalUnits().wrap(payload);
    nalUnits.next();
    SeiMessages messages = new SeiMessages(1).wrap(nalUnits);
    List<String> found = new ArrayList<>();
    while (messages.next()) {
      found.add(messages.payloadType() + ":" + messages.lengthBytes());
    }
    return found;
  }

  @Test
  void findsSeveralMessages() {
    assertEquals(List.of("6:1", "4:3"), messages("0606018004" + "03b5003180"));
  }

  @Test
  void addsUpTypesAndSizesOfSeveralBytes() {
    assertEquals(List.of("261:256"), messages("06ff06ff01" + "11".repeat(256) + "80"));
  }

  @Test
  void countsSizesWithoutEmulationPrevention() {
    assertEquals(List.of("5:5", "6:1"), messages("060504" + "0000030001" + "060180" + "80"));
  }

  @Test
  void endsAtAMessageThatIsCutOff() {
    assertEquals(List.of("6:1"), messages("06060180" + "0520" + "1122"));
    assertEquals(List.of(), messages("06" + "ff".repeat(40)));
  }
}
