package dev.fairlead.protocols.srt.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SrtAddressTest {
  @Test
  void readsWhatProgramsOfLibsrtWrite() {
    SrtAddress address =
        SrtAddress.parse(
            "srt://media.example:9000?streamid=%23!::m=request,r=a+b&latency=240"
                + "&passphrase=correct%20horse&pbkeylen=32&transtype=live");

    assertEquals(
        new SrtAddress("media.example", 9_000, "#!::m=request,r=a+b", 240, "correct horse", 32),
        address);
  }

  @Test
  void leavesOutWhatIsNotTold() {
    assertEquals(
        new SrtAddress("10.0.0.1", 1, "", SrtAddress.UNSET, "", 16),
        SrtAddress.parse("srt://10.0.0.1:1?mode=caller&pbkeylen=0"));
    assertEquals("2001:db8::1", SrtAddress.parse("srt://[2001:db8::1]:5").host());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "rtmp://host:1",
        "srt://host",
        "srt://:9000",
        "srt://host:0",
        "srt://host:70000",
        "srt://host:1?mode=listener",
        "srt://host:1?mode=rendezvous",
        "srt://host:1?latency=-1",
        "srt://host:1?latency=soon",
        "srt://host:1?latency=100000",
        "srt://host:1?passphrase=short",
        "srt://host:1?pbkeylen=17",
        "srt://host:1?streamid=%zz",
        "srt://host:1?streamid=two words"
      })
  void refusesWhatCannotBeCalled(String text) {
    assertThrows(IllegalArgumentException.class, () -> SrtAddress.parse(text));
  }

  @Test
  void showsNoSecret() {
    String shown =
        SrtAddress.parse("srt://host:1?streamid=sk_secret&passphrase=correct-horse").toString();

    assertFalse(shown.contains("secret") || shown.contains("horse"), shown);
  }
}
