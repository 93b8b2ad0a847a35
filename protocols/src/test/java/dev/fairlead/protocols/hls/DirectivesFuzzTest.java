package dev.fairlead.protocols.hls;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.fairlead.protocols.delivery.MediaFile;
import java.util.HashMap;
import java.util.Map;

/** Queries and file names of any shape: either refused, or read as what they say. */
class DirectivesFuzzTest {
  @FuzzTest
  void readsWhatTheQuerySays(FuzzedDataProvider data) {
    Map<String, String> query = new HashMap<>();
    String sequence = data.consumeString(24);
    String part = data.consumeString(12);
    if (data.consumeBoolean()) {
      query.put("_HLS_msn", sequence);
    }
    if (data.consumeBoolean()) {
      query.put("_HLS_part", part);
    }
    if (data.consumeBoolean()) {
      query.put("_HLS_skip", data.consumeString(4));
    }

    Directives read = Directives.parse(query);

    if (read == null) {
      return;
    }
    check(read.blocks() == query.containsKey("_HLS_msn"));
    check(read.skip() == query.containsKey("_HLS_skip"));
    check(!read.blocks() || read.sequence() == Long.parseLong(sequence));
    check((read.part() != Directives.UNSET) == query.containsKey("_HLS_part"));
    check(read.part() == Directives.UNSET || read.part() == Integer.parseInt(part));
  }

  @FuzzTest
  void readsWhatTheNameSays(FuzzedDataProvider data) {
    String name = data.consumeRemainingAsString();

    MediaFile read = MediaFile.parse(name);

    switch (read) {
      case null -> {}
      case MediaFile.Init init -> check(name.equals("init" + init.number() + ".mp4"));
      case MediaFile.Whole whole ->
          check(name.equals(whole.sequence() + ".m4s") || name.equals(whole.sequence() + ".ts"));
      case MediaFile.Piece piece -> {
        String stem = piece.sequence() + "." + piece.part();
        check(name.equals(stem + ".m4s") || name.equals(stem + ".ts"));
      }
    }
  }

  private static void check(boolean held) {
    if (!held) {
      throw new AssertionError("read as something else");
    }
  }
}
