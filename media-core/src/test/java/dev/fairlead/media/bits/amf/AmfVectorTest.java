package dev.fairlead.media.bits.amf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.fairlead.media.bits.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** One example for each marker, written out by hand after the specifications. */
final class AmfVectorTest {
  private static ByteBuf hex(String text) {
    return Unpooled.wrappedBuffer(HexFormat.of().parseHex(text.replace(" ", "")));
  }

  private static void amf0(String text, AmfValue... expected) {
    assertEquals(List.of(expected), AmfMessage.readAmf0(hex(text)));
  }

  private static void amf3(String text, AmfValue... expected) {
    assertEquals(List.of(expected), new Amf3Reader().readAll(hex(text)));
  }

  @Nested
  final class Amf0 {
    @Test
    void simpleValues() {
      amf0("00 3ff0000000000000", AmfValue.of(1));
      amf0("01 01", AmfValue.of(true));
      amf0("02 0003 61c3a9", AmfValue.of("aé"));
      amf0("05", AmfValue.NULL);
      amf0("06", AmfValue.UNDEFINED);
      amf0("0c 00000001 61", AmfValue.of("a"));
      amf0("0b 4059000000000000 0000", new AmfValue.Date(100));
    }

    @Test
    void objectsAndArrays() {
      Map<String, AmfValue> members = Map.of("a", AmfValue.of(true));
      amf0("03 0001 61 0101 000009", new AmfValue.Obj(members, false));
      amf0("10 0001 43 0001 61 0101 000009", new AmfValue.Obj(members, false));
      amf0("0a 00000002 05 06", new AmfValue.Items(List.of(AmfValue.NULL, AmfValue.UNDEFINED)));
    }

    @Test
    void theCountOfAnAssociativeArrayIsAHintOnly() {
      Map<String, AmfValue> members = Map.of("a", AmfValue.of(true));

      amf0("08 00000000 0001 61 0101 000009", new AmfValue.Obj(members, true));
      amf0("08 ffffffff 0001 61 0101 000009", new AmfValue.Obj(members, true));
    }

    @Test
    void aMissingEndMarkerAtTheEndOfTheMessageIsForgiven() {
      amf0("08 00000001 0001 61 0101", new AmfValue.Obj(Map.of("a", AmfValue.of(true)), true));
    }

    @Test
    void aReferenceIsCheckedAndReadAsNull() {
      amf0("03 000009 07 0000", new AmfValue.Obj(Map.of(), false), AmfValue.NULL);
      assertThrows(MalformedMediaException.class, () -> amf0("07 0000"));
    }

    @Test
    void aValueMayChangeToAmf3() {
      amf0("11 04 05", AmfValue.of(5));
    }

    @Test
    void writingGivesTheSameBytes() {
      String bytes =
          "02000a6f6e4d65746144617461" + "08000000010005776964746800409400000000000000" + "0009";
      ByteBuf out = Unpooled.buffer();

      Amf0Writer.writeAll(AmfMessage.readAmf0(hex(bytes)), out);

      assertEquals(bytes, ByteBufUtil.hexDump(out));
    }
  }

  @Nested
  final class Amf3 {
    @Test
    void simpleValues() {
      amf3("00 01 02 03", AmfValue.UNDEFINED, AmfValue.NULL, AmfValue.of(false), AmfValue.of(true));
      amf3("04 7f", AmfValue.of(127));
      amf3("04 8100", AmfValue.of(128));
      amf3("04 ffffffff", AmfValue.of(-1));
      amf3("05 3ff0000000000000", AmfValue.of(1));
      amf3("08 01 4059000000000000", new AmfValue.Date(100));
      amf3("0c 05 aabb", AmfValue.NULL);
    }

    @Test
    void stringsAreReferredToByTheirOrder() {
      amf3("06 03 61 06 01 06 00", AmfValue.of("a"), AmfValue.of(""), AmfValue.of("a"));
    }

    @Test
    void arraysHaveANamedAndACountedPart() {
      amf3("09 05 01 01 00", new AmfValue.Items(List.of(AmfValue.NULL, AmfValue.UNDEFINED)));
      amf3(
          "09 03 03 61 03 01 01",
          new AmfValue.Obj(Map.of("a", AmfValue.of(true), "0", AmfValue.NULL), true));
    }

    @Test
    void objectsShareTheirTraits() {
      AmfValue.Obj first = new AmfValue.Obj(Map.of("a", AmfValue.of(true)), false);
      AmfValue.Obj second = new AmfValue.Obj(Map.of("a", AmfValue.of(false)), false);

      // A sealed class with one member, then another object of it, then a dynamic one.
      amf3("0a 13 01 03 61 03 0a 01 02 0a 0b 01 00 03 01", first, second, first);
    }

    @Test
    void messagesComeWithAndWithoutTheLeadingZero() {
      List<AmfValue> expected = List.of(AmfValue.of("a"), AmfValue.of(5));

      assertEquals(expected, AmfMessage.readAmf3(hex("00 02 0001 61 11 04 05")));
      assertEquals(expected, AmfMessage.readAmf3(hex("02 0001 61 11 04 05")));
      assertEquals(expected, AmfMessage.readAmf3(hex("06 03 61 04 05")));
    }
  }

  @Nested
  final class Bounds {
    @Test
    void depthIsBounded() {
      assertThrows(
          MalformedMediaException.class,
          () -> AmfMessage.readAmf0(hex("0a00000001".repeat(AmfBudget.MAX_DEPTH + 1) + "05")));
      assertThrows(
          MalformedMediaException.class,
          () -> new Amf3Reader().readAll(hex("090301".repeat(AmfBudget.MAX_DEPTH + 1) + "01")));
    }

    @Test
    void valuesAreCounted() {
      assertThrows(
          MalformedMediaException.class,
          () -> AmfMessage.readAmf0(hex("05".repeat(AmfBudget.MAX_VALUES + 1))));
    }

    @Test
    void lengthsThatLeadPastTheEndAreRefusedBeforeAnythingIsMade() {
      for (String cut :
          List.of("02 ffff 61", "0c ffffffff 61", "0a ffffffff 05", "00 3ff0", "0b 00", "03 00")) {
        assertThrows(MalformedMediaException.class, () -> AmfMessage.readAmf0(hex(cut)), cut);
      }
      for (String cut : List.of("06 ffffffff", "09 ffffffff 01", "0a fffffff3 01", "0c ffffffff")) {
        assertThrows(MalformedMediaException.class, () -> new Amf3Reader().readAll(hex(cut)), cut);
      }
    }

    @Test
    void unknownMarkersAreRefused() {
      assertThrows(MalformedMediaException.class, () -> AmfMessage.readAmf0(hex("42")));
      assertThrows(MalformedMediaException.class, () -> new Amf3Reader().readAll(hex("42")));
    }
  }
}
