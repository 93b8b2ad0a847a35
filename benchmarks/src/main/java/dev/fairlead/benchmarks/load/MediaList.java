package dev.fairlead.benchmarks.load;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a viewer needs of a media playlist (RFC 8216bis §4.4). Immutable.
 *
 * @param mediaSequence of the first segment listed
 * @param segments addresses of complete segments, in order
 * @param parts in order, of complete and of growing segments
 * @param ended whether nothing follows
 */
record MediaList(long mediaSequence, List<String> segments, List<Piece> parts, boolean ended) {
  private static final Pattern ADDRESS = Pattern.compile("URI=\"([^\"]+)\"");

  /**
   * One part.
   *
   * @param sequence its segment
   * @param index within it
   * @param address where it is
   * @param independent whether decoding can begin with it
   */
  record Piece(long sequence, int index, String address, boolean independent) {}

  static MediaList parse(String text) {
    long first = 0;
    long sequence = 0;
    int index = 0;
    boolean ended = false;
    List<String> segments = new ArrayList<>();
    List<Piece> parts = new ArrayList<>();
    for (String line : text.lines().toList()) {
      if (line.startsWith("#EXT-X-MEDIA-SEQUENCE:")) {
        first = Long.parseLong(line.substring(22).trim());
        sequence = first;
      } else if (line.startsWith("#EXT-X-PART:")) {
        Matcher address = ADDRESS.matcher(line);
        if (address.find()) {
          parts.add(new Piece(sequence, index, address.group(1), line.contains("INDEPENDENT=YES")));
        }
        index++;
      } else if (line.startsWith("#EXT-X-ENDLIST")) {
        ended = true;
      } else if (!line.isEmpty() && line.charAt(0) != '#') {
        segments.add(line);
        sequence++;
        index = 0;
      }
    }
    return new MediaList(first, List.copyOf(segments), List.copyOf(parts), ended);
  }
}
