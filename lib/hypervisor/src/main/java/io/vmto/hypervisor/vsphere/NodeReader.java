package io.vmto.hypervisor.vsphere;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** Reads XML into {@link Node}s: no document types, no entities, bounded depth and count. */
final class NodeReader {
  private static final int DEEPEST = 90;
  private static final int MOST_ELEMENTS = 2_000_000;
  private static final List<String> UNCOUNTED =
      List.of(
          "jdk.xml.maxGeneralEntitySizeLimit",
          "jdk.xml.totalEntitySizeLimit",
          "jdk.xml.entityExpansionLimit");
  private static final XMLInputFactory FACTORY = factory();

  private final XMLStreamReader xml;
  private int elements;

  private NodeReader(XMLStreamReader xml) {
    this.xml = xml;
  }

  private static XMLInputFactory factory() {
    var factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    // The JDK counts &amp; and the document itself as entities and gives up at 100,000 characters,
    // which an inventory has. There are no others here, and the bytes are counted by the caller.
    for (var limit : UNCOUNTED) {
      factory.setProperty(limit, "0");
    }
    return factory;
  }

  /** The root element of a document. */
  static Node read(byte[] document) throws XMLStreamException {
    var xml = FACTORY.createXMLStreamReader(new ByteArrayInputStream(document));
    try {
      while (xml.next() != XMLStreamConstants.START_ELEMENT) {
        if (xml.getEventType() == XMLStreamConstants.DTD) {
          throw new XMLStreamException("a document type is not welcome here");
        }
      }
      return new NodeReader(xml).element(0);
    } finally {
      xml.close();
    }
  }

  private Node element(int depth) throws XMLStreamException {
    if (depth > DEEPEST || ++elements > MOST_ELEMENTS) {
      throw new XMLStreamException("the document is too deep or too large");
    }
    var name = xml.getLocalName();
    var xsiType =
        localPart(xml.getAttributeValue(XMLConstants.W3C_XML_SCHEMA_INSTANCE_NS_URI, "type"));
    var refType = localPart(xml.getAttributeValue(XMLConstants.NULL_NS_URI, "type"));
    List<Node> children = new ArrayList<>();
    var text = new StringBuilder();
    for (int event = xml.next(); event != XMLStreamConstants.END_ELEMENT; event = xml.next()) {
      switch (event) {
        case XMLStreamConstants.START_ELEMENT -> children.add(element(depth + 1));
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(xml.getText());
        case XMLStreamConstants.ENTITY_REFERENCE ->
            throw new XMLStreamException("an entity is not welcome here");
        default -> {}
      }
    }
    return new Node(name, xsiType, refType, children.isEmpty() ? text.toString() : "", children);
  }

  private static String localPart(@Nullable String qualified) {
    var name = Objects.requireNonNullElse(qualified, "");
    return name.substring(name.indexOf(':') + 1);
  }
}
