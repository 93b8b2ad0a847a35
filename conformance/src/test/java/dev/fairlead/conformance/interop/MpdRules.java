package dev.fairlead.conformance.interop;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * What ISO/IEC 23009-1:2022 §5.3 demands of a live manifest, for the elements that we write: which
 * children in which order, which attributes of which form, and what must agree with what. The
 * published schema may not be copied; this table says the same in our words.
 */
final class MpdRules {
  static final String NAMESPACE = "urn:mpeg:dash:schema:mpd:2011";

  private static final String TIME = "-?P(\\d+D)?(T(\\d+H)?(\\d+M)?(\\d+(\\.\\d+)?S)?)?";
  private static final String DATE = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z";
  private static final String WHOLE = "\\d+";
  private static final String DECIMAL = "\\d+(\\.\\d+)?";
  private static final String YES_NO = "true|false";
  private static final String ANY = ".+";

  private static final Map<String, String> REPRESENTATION_BASE =
      Map.ofEntries(
          Map.entry("profiles", ANY),
          Map.entry("width", WHOLE),
          Map.entry("height", WHOLE),
          Map.entry("sar", "\\d+:\\d+"),
          Map.entry("frameRate", "\\d+(/\\d+)?"),
          Map.entry("audioSamplingRate", "\\d+( \\d+)?"),
          Map.entry("mimeType", "(video|audio|application)/mp4"),
          Map.entry("codecs", "[\\w.,-]+"),
          Map.entry("maximumSAPPeriod", DECIMAL),
          Map.entry("startWithSAP", "[0-6]"),
          Map.entry("maxPlayoutRate", DECIMAL),
          Map.entry("codingDependency", YES_NO),
          Map.entry("scanType", "progressive|interlaced|unknown"));

  private static final List<String> REPRESENTATION_BASE_CHILDREN =
      List.of(
          "FramePacking",
          "AudioChannelConfiguration",
          "ContentProtection",
          "OutputProtection",
          "EssentialProperty",
          "SupplementalProperty",
          "InbandEventStream",
          "Switching",
          "RandomAccess",
          "GroupLabel",
          "Label",
          "ProducerReferenceTime",
          "ContentPopularityRate",
          "Resync");

  private static final Map<String, String> DESCRIPTOR =
      Map.of("schemeIdUri", ANY, "value", ".*", "id", ANY);

  private static final Map<String, Shape> SHAPES =
      Map.ofEntries(
          Map.entry(
              "MPD",
              new Shape(
                  List.of(
                      "ProgramInformation",
                      "BaseURL",
                      "Location",
                      "PatchLocation",
                      "ServiceDescription",
                      "InitializationSet",
                      "Period",
                      "Metrics",
                      "EssentialProperty",
                      "SupplementalProperty",
                      "UTCTiming",
                      "LeapSecondInformation"),
                  Map.ofEntries(
                      Map.entry("id", ANY),
                      Map.entry("profiles", ANY),
                      Map.entry("type", "static|dynamic"),
                      Map.entry("availabilityStartTime", DATE),
                      Map.entry("availabilityEndTime", DATE),
                      Map.entry("publishTime", DATE),
                      Map.entry("mediaPresentationDuration", TIME),
                      Map.entry("minimumUpdatePeriod", TIME),
                      Map.entry("minBufferTime", TIME),
                      Map.entry("timeShiftBufferDepth", TIME),
                      Map.entry("suggestedPresentationDelay", TIME),
                      Map.entry("maxSegmentDuration", TIME),
                      Map.entry("maxSubsegmentDuration", TIME)),
                  List.of("profiles", "minBufferTime"))),
          Map.entry(
              "ProgramInformation",
              new Shape(List.of("Title", "Source", "Copyright"), Map.of(), List.of())),
          Map.entry(
              "ServiceDescription",
              new Shape(
                  List.of(
                      "Scope", "Latency", "PlaybackRate", "OperatingQuality", "OperatingBandwidth"),
                  Map.of("id", WHOLE),
                  List.of())),
          Map.entry(
              "Latency",
              new Shape(
                  List.of(),
                  Map.of("referenceId", WHOLE, "target", WHOLE, "max", WHOLE, "min", WHOLE),
                  List.of())),
          Map.entry(
              "PlaybackRate",
              new Shape(List.of(), Map.of("max", DECIMAL, "min", DECIMAL), List.of())),
          Map.entry(
              "Period",
              new Shape(
                  List.of(
                      "BaseURL",
                      "SegmentBase",
                      "SegmentList",
                      "SegmentTemplate",
                      "AssetIdentifier",
                      "EventStream",
                      "ServiceDescription",
                      "ContentProtection",
                      "AdaptationSet",
                      "Subset",
                      "SupplementalProperty"),
                  Map.of("id", ANY, "start", TIME, "duration", TIME, "bitstreamSwitching", YES_NO),
                  List.of("id"))),
          Map.entry(
              "AdaptationSet",
              new Shape(
                  join(
                      REPRESENTATION_BASE_CHILDREN,
                      "Accessibility",
                      "Role",
                      "Rating",
                      "Viewpoint",
                      "ContentComponent",
                      "BaseURL",
                      "SegmentBase",
                      "SegmentList",
                      "SegmentTemplate",
                      "Representation"),
                  join(
                      REPRESENTATION_BASE,
                      Map.of(
                          "id", WHOLE,
                          "group", WHOLE,
                          "lang", "[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*",
                          "contentType", "video|audio|text|application",
                          "par", "\\d+:\\d+",
                          "segmentAlignment", YES_NO,
                          "subsegmentAlignment", YES_NO,
                          "bitstreamSwitching", YES_NO)),
                  List.of())),
          Map.entry(
              "Representation",
              new Shape(
                  join(
                      REPRESENTATION_BASE_CHILDREN,
                      "BaseURL",
                      "ExtendedBandwidth",
                      "SubRepresentation",
                      "SegmentBase",
                      "SegmentList",
                      "SegmentTemplate"),
                  join(
                      REPRESENTATION_BASE,
                      Map.of("id", "[^ ]+", "bandwidth", "[1-9]\\d{3,}", "qualityRanking", WHOLE)),
                  List.of("id", "bandwidth"))),
          Map.entry(
              "SegmentTemplate",
              new Shape(
                  List.of("Initialization", "RepresentationIndex", "SegmentTimeline"),
                  Map.ofEntries(
                      Map.entry("timescale", WHOLE),
                      Map.entry("duration", WHOLE),
                      Map.entry("startNumber", WHOLE),
                      Map.entry("presentationTimeOffset", WHOLE),
                      Map.entry("eptDelta", "-?\\d+"),
                      Map.entry("availabilityTimeOffset", DECIMAL + "|INF"),
                      Map.entry("availabilityTimeComplete", YES_NO),
                      Map.entry("media", ANY),
                      Map.entry("initialization", ANY)),
                  List.of("media"))),
          Map.entry("SegmentTimeline", new Shape(List.of("S"), Map.of(), List.of())),
          Map.entry(
              "S",
              new Shape(
                  List.of(),
                  Map.of("t", WHOLE, "n", WHOLE, "d", WHOLE, "r", "-?\\d+", "k", WHOLE),
                  List.of("d"))),
          Map.entry(
              "ProducerReferenceTime",
              new Shape(
                  List.of("UTCTiming"),
                  Map.of(
                      "id", WHOLE,
                      "inband", YES_NO,
                      "type", "encoder|captured|application",
                      "applicationScheme", ANY,
                      "wallClockTime", ANY,
                      "presentationTime", WHOLE),
                  List.of("id", "wallClockTime", "presentationTime"))),
          Map.entry(
              "Resync",
              new Shape(
                  List.of(),
                  Map.of(
                      "type", "[0-6]", "dT", WHOLE, "dImax", DECIMAL, "dImin", DECIMAL, "marker",
                      YES_NO),
                  List.of())),
          Map.entry("Role", descriptor()),
          Map.entry("Accessibility", descriptor()),
          Map.entry("AudioChannelConfiguration", descriptor()),
          Map.entry("EssentialProperty", descriptor()),
          Map.entry("SupplementalProperty", descriptor()),
          Map.entry("InbandEventStream", descriptor()),
          Map.entry("Scope", descriptor()),
          Map.entry("UTCTiming", descriptor()));

  /** Elements with text alone. */
  private static final Set<String> TEXT =
      Set.of("BaseURL", "Location", "PatchLocation", "Title", "Source", "Copyright", "Label");

  private final List<String> problems = new ArrayList<>();

  private MpdRules() {}

  /** What is wrong with this manifest. */
  static List<String> problems(String text) {
    MpdRules rules = new MpdRules();
    Element mpd = parse(text).getDocumentElement();
    rules.demand(NAMESPACE.equals(mpd.getNamespaceURI()), "the namespace is DASH's");
    rules.demand(mpd.getLocalName().equals("MPD"), "the root is MPD");
    rules.shape(mpd);
    if (rules.problems.isEmpty()) {
      rules.meaning(mpd);
    }
    return rules.problems;
  }

  static Document parse(String text) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
      factory.setNamespaceAware(true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      return factory.newDocumentBuilder().parse(new InputSource(new StringReader(text)));
    } catch (ParserConfigurationException | SAXException | IOException e) {
      throw new AssertionError(e + "\n" + text, e);
    }
  }

  private void shape(Element element) {
    String name = element.getLocalName();
    if (TEXT.contains(name)) {
      return;
    }
    Shape shape = SHAPES.get(name);
    if (shape == null) {
      problems.add(name + " is not an element that we know");
      return;
    }
    attributes(element, shape);
    int position = 0;
    for (Element child : children(element)) {
      int at = shape.children.indexOf(child.getLocalName());
      demand(at >= 0, child.getLocalName() + " may stand in " + name);
      demand(at < 0 || at >= position, child.getLocalName() + " stands in order in " + name);
      position = Math.max(position, at);
      shape(child);
    }
  }

  private void attributes(Element element, Shape shape) {
    String name = element.getLocalName();
    NamedNodeMap attributes = element.getAttributes();
    for (int i = 0; i < attributes.getLength(); i++) {
      Attr attribute = (Attr) attributes.item(i);
      if (attribute.getNamespaceURI() == null) {
        String form = shape.attributes.get(attribute.getName());
        demand(form != null, name + "@" + attribute.getName() + " exists");
        demand(
            form == null || attribute.getValue().matches(form),
            name + "@" + attribute.getName() + " is well formed: " + attribute.getValue());
      }
    }
    for (String required : shape.required) {
      demand(element.hasAttribute(required), name + "@" + required + " is there");
    }
  }

  private void meaning(Element mpd) {
    boolean live = mpd.getAttribute("type").equals("dynamic");
    if (live) {
      for (String required :
          List.of("availabilityStartTime", "publishTime", "minimumUpdatePeriod")) {
        demand(mpd.hasAttribute(required), "a live MPD has @" + required);
      }
      demand(!all(mpd, "UTCTiming").isEmpty(), "a live MPD says where the time is");
    } else {
      demand(mpd.hasAttribute("mediaPresentationDuration"), "an ended MPD says how long it was");
      demand(!mpd.hasAttribute("minimumUpdatePeriod"), "an ended MPD is not updated");
    }
    demand(!all(mpd, "Period").isEmpty(), "there is a period");
    for (Element period : all(mpd, "Period")) {
      Set<String> ids = new HashSet<>();
      demand(!all(period, "AdaptationSet").isEmpty(), "a period has adaptation sets");
      for (Element representation : all(period, "Representation")) {
        demand(ids.add(representation.getAttribute("id")), "Representation@id is unique");
        demand(!inherited(representation, "codecs").isEmpty(), "codecs are named");
        demand(!inherited(representation, "mimeType").isEmpty(), "the type is named");
      }
    }
    all(mpd, "SegmentTimeline").forEach(this::timeline);
  }

  private void timeline(Element timeline) {
    long end = -1;
    for (Element s : all(timeline, "S")) {
      long from = s.hasAttribute("t") ? Long.parseLong(s.getAttribute("t")) : Math.max(end, 0);
      demand(end < 0 || from >= end, "segments do not overlap: " + from + " after " + end);
      long times = s.hasAttribute("r") ? 1 + Long.parseLong(s.getAttribute("r")) : 1;
      demand(!s.getAttribute("d").equals("0"), "no segment is empty");
      end = from + times * Long.parseLong(s.getAttribute("d"));
    }
  }

  /** The attribute of the element or of its adaptation set. */
  static String inherited(Element representation, String name) {
    return representation.hasAttribute(name)
        ? representation.getAttribute(name)
        : ((Element) representation.getParentNode()).getAttribute(name);
  }

  static List<Element> all(Element parent, String name) {
    NodeList nodes = parent.getElementsByTagNameNS(NAMESPACE, name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }

  private static List<Element> children(Element parent) {
    List<Element> elements = new ArrayList<>();
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element) {
        elements.add(element);
      }
    }
    return elements;
  }

  private void demand(boolean holds, String what) {
    if (!holds) {
      problems.add(what);
    }
  }

  private static Shape descriptor() {
    return new Shape(List.of(), DESCRIPTOR, List.of("schemeIdUri"));
  }

  private static List<String> join(List<String> first, String... more) {
    List<String> joined = new ArrayList<>(first);
    joined.addAll(List.of(more));
    return joined;
  }

  private static Map<String, String> join(Map<String, String> first, Map<String, String> more) {
    Map<String, String> joined = new java.util.HashMap<>(first);
    joined.putAll(more);
    return joined;
  }

  /**
   * What an element may look like.
   *
   * @param children in their order
   * @param attributes and the form of their values
   * @param required attributes
   */
  private record Shape(
      List<String> children, Map<String, String> attributes, List<String> required) {}
}
