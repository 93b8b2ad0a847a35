package dev.fairlead.protocols.dash;

import java.io.StringWriter;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Writes one XML document, escaped and balanced by the JDK's writer. Confined to its caller.
 *
 * <p>What the document cannot hold, control characters from a publisher, is left out.
 */
final class Xml {
  private static final XMLOutputFactory FACTORY = XMLOutputFactory.newDefaultFactory();

  private final StringWriter text = new StringWriter();
  private final XMLStreamWriter writer;

  Xml() {
    try {
      writer = FACTORY.createXMLStreamWriter(text);
      writer.writeStartDocument("UTF-8", "1.0");
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Opens an element. */
  Xml start(String name) {
    try {
      writer.writeStartElement(name);
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
    return this;
  }

  /** An element without content. */
  Xml empty(String name) {
    try {
      writer.writeEmptyElement(name);
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
    return this;
  }

  /** Puts an attribute on the element just opened. */
  Xml attribute(String name, String value) {
    try {
      writer.writeAttribute(name, printable(value));
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
    return this;
  }

  /** Puts a number on the element just opened. */
  Xml attribute(String name, long value) {
    return attribute(name, Long.toString(value));
  }

  /** Puts a duration on the element just opened, as {@code PT1.500S}. */
  Xml duration(String name, long durationMs) {
    return attribute(name, "PT" + decimal(durationMs) + "S");
  }

  /** Puts seconds on the element just opened, as {@code 1.500}. */
  Xml seconds(String name, long durationMs) {
    return attribute(name, decimal(durationMs));
  }

  /** Closes the innermost open element. */
  Xml end() {
    try {
      writer.writeEndElement();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
    return this;
  }

  /** The document. */
  String text() {
    try {
      writer.writeEndDocument();
      writer.flush();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
    return text.toString();
  }

  private static String decimal(long thousandths) {
    String fraction = Long.toString(1_000 + thousandths % 1_000).substring(1);
    return thousandths / 1_000 + "." + fraction;
  }

  private static String printable(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) < ' ' || value.charAt(i) > '~') {
        return value.replaceAll("[^ -~]", "");
      }
    }
    return value;
  }
}
