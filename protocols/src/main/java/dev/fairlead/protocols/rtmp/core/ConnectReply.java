package dev.fairlead.protocols.rtmp.core;

import dev.fairlead.media.bits.amf.AmfValue;
import java.util.ArrayList;
import java.util.List;

/** The answer to a {@code connect} that is welcome. Stateless. */
final class ConnectReply {
  /** Peers parse a name and numbers; some go by the name. */
  private static final String SERVER_VERSION = "FMS/3,5,7,7009";

  private static final int CAPABILITIES = 31;
  private static final int MODE = 1;

  /** We pass coded media on as it is (E-RTMP v2 "FourCcInfoMask"). */
  private static final int CAN_FORWARD = 4;

  /** Multitrack, ModEx, TimestampNanoOffset (E-RTMP v2 "capsExMask"). */
  private static final int CAPS_EX = 2 | 4 | 8;

  private static final List<String> VIDEO = List.of("avc1", "hvc1", "av01", "vp09", "vp08");
  private static final List<String> AUDIO = List.of("mp4a", "Opus", "fLaC", "ac-3", "ec-3", ".mp3");

  private ConnectReply() {}

  static AmfValue properties() {
    return new AmfValue.ObjectBuilder()
        .put("fmsVer", SERVER_VERSION)
        .put("capabilities", CAPABILITIES)
        .put("mode", MODE)
        .object();
  }

  static AmfValue information(ConnectCommand command) {
    AmfValue.ObjectBuilder said =
        new AmfValue.ObjectBuilder()
            .put("level", "status")
            .put("code", "NetConnection.Connect.Success")
            .put("description", "Connection succeeded.")
            .put("objectEncoding", command.objectEncoding());
    if (command.enhanced()) {
      List<AmfValue> names = new ArrayList<>();
      VIDEO.forEach(name -> names.add(AmfValue.of(name)));
      AUDIO.forEach(name -> names.add(AmfValue.of(name)));
      said.put("fourCcList", new AmfValue.Items(names))
          .put("videoFourCcInfoMap", infoMap(VIDEO))
          .put("audioFourCcInfoMap", infoMap(AUDIO))
          .put("capsEx", CAPS_EX);
    }
    return said.object();
  }

  private static AmfValue infoMap(List<String> names) {
    AmfValue.ObjectBuilder map = new AmfValue.ObjectBuilder();
    names.forEach(name -> map.put(name, CAN_FORWARD));
    return map.object();
  }
}
