package dev.fairlead.media.codec.nal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.fairlead.media.bits.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class NalUnitsTest {
  private final NalUnits nalUnits = new NalUnits();
  private final ByteBuf out = Unpooled.buffer();

  private static ByteBuf bytes(String hex) {
    return Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex));
  }

  @Test
  void walksOverLengthsOfEverySize() {
    for (String[] form :
        new String[][] {
          {"1", "02aabb01cc"},
          {"2", "0002aabb0001cc"},
          {"3", "000002aabb000001cc"},
          {"4", "00000002aabb00000001cc"}
        }) {
      nalUnits.wrap(bytes(form[1]), Integer.parseInt(form[0]));
      List<String> found = new ArrayList<>();
      while (nalUnits.next()) {
        found.add(
            ByteBufUtil.hexDump(nalUnits.payload(), nalUnits.index(), nalUnits.lengthBytes()));
      }

      assertEquals(List.of("aabb", "cc"), found);
    }
  }

  @Test
  void turnsEveryLengthSizeIntoTheFormOfTheBus() {
    nalUnits.writeBusForm(bytes("0002aabb00000001cc"), 2, out);

    assertEquals("00000002aabb00000001cc", ByteBufUtil.hexDump(out));
  }

  @Test
  void writesStartCodes() {
    nalUnits.writeAnnexB(bytes("00000002aabb00000001cc"), out);

    assertEquals("00000001aabb00000001cc", ByteBufUtil.hexDump(out));
  }

  @Test
  void refusesLengthsThatLeadPastTheEnd() {
    for (String hex : List.of("00000003aabb", "ffffffffaabb", "0000", "00000001aa00")) {
      nalUnits.wrap(bytes(hex));

      assertThrows(
          MalformedMediaException.class,
          () -> {
            while (nalUnits.next()) {
              nalUnits.headerByte();
            }
          });
    }
  }

  @Test
  void leavesTheIndicesOfThePayloadAlone() {
    ByteBuf payload = bytes("ffff00000002aabb").readerIndex(2);

    nalUnits.writeAnnexB(payload, out);

    assertEquals(2, payload.readerIndex());
    assertEquals("00000001aabb", ByteBufUtil.hexDump(out));
  }
}
