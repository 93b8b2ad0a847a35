package dev.fairlead.media.container.flv;

import dev.fairlead.media.bits.MalformedMediaException;
import dev.fairlead.media.bits.amf.AmfJson;
import dev.fairlead.media.bits.amf.AmfMessage;
import dev.fairlead.media.bits.amf.AmfValue;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One script tag (FLV 10.1 §E.4.4): metadata about the media, or metadata timed with it. Confined
 * to its demuxer, reused; the results hold until the next {@link #read}.
 *
 * <p>Timed data leaves as one ID3v2.4 tag with a TXXX frame: the handler's name as description, its
 * argument as JSON.
 */
final class ScriptData {
  /** Timed data is for players to act on at once: words, not documents. */
  static final int MAX_TIMED_BYTES = 65_536;

  private static final String SET_DATA_FRAME = "@setDataFrame";
  private static final String ON_META_DATA = "onMetaData";

  /** Names of handlers begin like this. */
  static final String HANDLER_PREFIX = "on";

  private static final int ID3_HEADER_BYTES = 10;
  private static final int FRAME_HEADER_BYTES = 10;
  private static final byte[] ID3_VERSION_4 = {'I', 'D', '3', 4, 0, 0};
  private static final byte[] TXXX = {'T', 'X', 'X', 'X'};
  private static final int UTF_8 = 3;

  private @Nullable FlvMetadata metadata;
  private String name = "";
  private String json = "";

  void read(ByteBuf body, boolean amf3) {
    metadata = null;
    name = "";
    json = "";
    List<AmfValue> values = amf3 ? AmfMessage.readAmf3(body) : AmfMessage.readAmf0(body);
    int nameIndex = isText(values, 0, SET_DATA_FRAME) ? 1 : 0;
    if (nameIndex + 1 >= values.size()
        || !(values.get(nameIndex) instanceof AmfValue.Text handler)) {
      return;
    }
    AmfValue argument = values.get(nameIndex + 1);
    if (handler.value().equals(ON_META_DATA)) {
      metadata = argument instanceof AmfValue.Obj said ? FlvMetadata.of(said) : FlvMetadata.NONE;
    } else if (handler.value().startsWith(HANDLER_PREFIX)) {
      StringBuilder text = new StringBuilder();
      AmfJson.write(argument, text);
      name = handler.value();
      json = text.toString();
    }
  }

  private static boolean isText(List<AmfValue> values, int index, String expected) {
    return index < values.size()
        && values.get(index) instanceof AmfValue.Text text
        && text.value().equals(expected);
  }

  /** Set when the tag described the media as a whole. */
  @Nullable FlvMetadata metadata() {
    return metadata;
  }

  /** Whether the tag holds data that belongs to its timestamp. */
  boolean isTimed() {
    return !name.isEmpty();
  }

  /** The timed data as an ID3 tag; the caller releases it. */
  ByteBuf id3(ByteBufAllocator allocator) {
    byte[] description = name.getBytes(StandardCharsets.UTF_8);
    byte[] value = json.getBytes(StandardCharsets.UTF_8);
    int frameBytes = 1 + description.length + 1 + value.length + 1;
    if (frameBytes > MAX_TIMED_BYTES) {
      throw new MalformedMediaException("timed data of " + frameBytes + " bytes is too long");
    }
    ByteBuf out = allocator.buffer(ID3_HEADER_BYTES + FRAME_HEADER_BYTES + frameBytes);
    out.writeBytes(ID3_VERSION_4).writeInt(syncSafe(FRAME_HEADER_BYTES + frameBytes));
    out.writeBytes(TXXX).writeInt(syncSafe(frameBytes)).writeShort(0);
    out.writeByte(UTF_8).writeBytes(description).writeByte(0).writeBytes(value).writeByte(0);
    return out;
  }

  /** Seven bits to a byte (ID3 v2.4.0 §6.2). */
  private static int syncSafe(int value) {
    return (value & 0x7F)
        | (value & (0x7F << 7)) << 1
        | (value & (0x7F << 14)) << 2
        | (value & (0x7F << 21)) << 3;
  }
}
