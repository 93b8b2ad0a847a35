package dev.fairlead.media.bits.amf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.fairlead.media.bits.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Whatever is read can be written, and reads as the same again. */
final class AmfFuzzTest {
  @FuzzTest
  void amf0ReadsAsItWasWritten(byte[] bytes) {
    reads(bytes, false);
  }

  @FuzzTest
  void amf3ReadsAsItWasWritten(byte[] bytes) {
    reads(bytes, true);
  }

  private static void reads(byte[] bytes, boolean amf3) {
    List<AmfValue> values;
    try {
      ByteBuf body = Unpooled.wrappedBuffer(bytes);
      values = amf3 ? AmfMessage.readAmf3(body) : AmfMessage.readAmf0(body);
    } catch (MalformedMediaException e) {
      return;
    }
    ByteBuf out = Unpooled.buffer();
    Amf0Writer.writeAll(values, out);
    assertEquals(values, AmfMessage.readAmf0(out));
    StringBuilder json = new StringBuilder();
    values.forEach(value -> AmfJson.write(value, json));
    assertTrue(json.chars().allMatch(c -> c >= ' '));
    values.forEach(AmfFuzzTest::readsBackAsJson);
  }

  private static void readsBackAsJson(AmfValue value) {
    StringBuilder once = new StringBuilder();
    AmfJson.write(value, once);
    StringBuilder again = new StringBuilder();
    AmfJson.write(AmfJsonReader.read(once.toString()), again);
    assertEquals(once.toString(), again.toString());
  }

  @FuzzTest
  void jsonReadsAsItWasWritten(byte[] bytes) {
    AmfValue value;
    try {
      value = AmfJsonReader.read(new String(bytes, StandardCharsets.UTF_8));
    } catch (MalformedMediaException e) {
      return;
    }
    readsBackAsJson(value);
  }
}
