package dev.fairlead.conformance.interop;

import java.io.File;
import java.io.IOException;
import java.io.StringReader;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.xml.sax.SAXException;

/**
 * The published schema, where a developer has a copy: {@code FAIRLEAD_DASH_SCHEMA} names the file.
 * It may not be kept here.
 */
final class DashSchema {
  private DashSchema() {}

  static void validate(String schemaFile, String manifest) {
    try {
      SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
          .newSchema(new File(schemaFile))
          .newValidator()
          .validate(new StreamSource(new StringReader(manifest)));
    } catch (SAXException | IOException e) {
      throw new AssertionError(e + "\n" + manifest, e);
    }
  }
}
