package dev.fairlead.protocols.rtmp.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RtmpAddressTest {
  @ParameterizedTest
  @CsvSource({
    "live,               rtmp://h/live,         KEY",
    "live/,              rtmp://h:1935/live/,   KEY",
    "live/KEY,           rtmp://h/live/KEY,     ''",
    "live/KEY/,          rtmp://h/live/KEY/,    ''",
    "'',                 rtmp://h/live,         KEY",
    "'',                 rtmp://h/live/KEY,     ''",
    "'',                 '',                    live/KEY",
    "live,               rtmp://h/live,         rtmp://h/live/KEY",
    "live,               rtmp://h/live,         /KEY",
    "live?a=b,           rtmp://h/live?a=b,     KEY?c=d",
    "/live,              rtmp://h//live,        KEY ",
    "live,               rtmp://h/live,         %4B%45Y",
    "live/,              rtmp://h/live/,        KEY?x=y",
    "live/KEY?x=y,       rtmp://h/live/KEY?x=y, ''",
    "live,               rtmps://h:1936/live,   rtmps://h:1936/live/KEY",
  })
  void everyWayToSplitAUrlGivesTheSameAddress(String app, String tcUrl, String name) {
    RtmpAddress address = RtmpAddress.of(app, tcUrl, name);

    assertEquals("live", address.application());
    assertEquals("KEY", address.name());
  }

  @Test
  void parametersAreCollectedFromAllPartsAndDecoded() {
    RtmpAddress address =
        RtmpAddress.of("play?a=1", "rtmp://h/play?z=%20", "ID?token=x%3Dy&broken&bad=%zz");

    assertEquals(Map.of("a", "1", "z", " ", "token", "x=y", "bad", "%zz"), address.parameters());
  }

  @Test
  void parametersAreBounded() {
    StringBuilder query = new StringBuilder("ID?");
    for (int i = 0; i < 500; i++) {
      query.append('p').append(i).append("=1&");
    }

    RtmpAddress address = RtmpAddress.of("play", "", query.toString());

    assertEquals(RtmpAddress.MAX_PARAMETERS, address.parameters().size());
  }

  @Test
  void anAddressThatIsTooLongIsRefused() {
    assertThrows(RtmpException.class, () -> RtmpAddress.of("a".repeat(5_000), "", ""));
  }

  @Test
  void nothingGivesAnEmptyAddress() {
    assertEquals(new RtmpAddress("", "", Map.of()), RtmpAddress.of("", "", ""));
  }
}
