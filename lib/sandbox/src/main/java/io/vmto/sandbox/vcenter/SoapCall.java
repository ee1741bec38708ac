package io.vmto.sandbox.vcenter;

import io.vmto.sandbox.vcenter.Value.Ref;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** A SOAP request: the method's element with its parameters, whatever prefixes were used. */
record SoapCall(Element element) {
  private static final String SOAP = "http://schemas.xmlsoap.org/soap/envelope/";
  private static final String XSI = "http://www.w3.org/2001/XMLSchema-instance";

  static SoapCall parse(byte[] body) throws IOException {
    try {
      var factory = DocumentBuilderFactory.newInstance();
      factory.setNamespaceAware(true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      var builder = factory.newDocumentBuilder();
      builder.setErrorHandler(null);
      var root = builder.parse(new ByteArrayInputStream(body)).getDocumentElement();
      var bodies = root.getElementsByTagNameNS(SOAP, "Body");
      if (bodies.getLength() != 1) {
        throw SoapFault.invalidRequest("not a SOAP envelope");
      }
      var methods = new SoapCall((Element) bodies.item(0)).children();
      if (methods.size() != 1 || !"urn:vim25".equals(methods.getFirst().getNamespaceURI())) {
        throw SoapFault.invalidRequest("not one method of urn:vim25");
      }
      return new SoapCall(methods.getFirst());
    } catch (SAXException e) {
      throw SoapFault.invalidRequest("not well-formed: " + e.getMessage());
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException(e);
    }
  }

  String method() {
    return element.getLocalName();
  }

  Ref self() {
    return ref("_this");
  }

  Ref ref(String name) {
    var child = child(name).orElseThrow(() -> SoapFault.invalidRequest("missing " + name)).element;
    return new Ref(child.getAttribute("type"), child.getTextContent().strip());
  }

  String text(String name) {
    return optional(name).orElseThrow(() -> SoapFault.invalidRequest("missing " + name));
  }

  Optional<String> optional(String name) {
    return child(name).map(child -> child.element.getTextContent());
  }

  boolean flag(String name) {
    return optional(name)
        .map(String::strip)
        .filter(t -> t.equals("true") || t.equals("1"))
        .isPresent();
  }

  int number(String name, int otherwise) {
    try {
      return optional(name).map(String::strip).map(Integer::parseInt).orElse(otherwise);
    } catch (NumberFormatException e) {
      throw SoapFault.invalidRequest("not a number: " + name);
    }
  }

  Optional<SoapCall> child(String name) {
    return all(name).stream().findFirst();
  }

  List<SoapCall> all(String name) {
    return children().stream()
        .filter(child -> name.equals(child.getLocalName()))
        .map(SoapCall::new)
        .toList();
  }

  List<String> texts(String name) {
    return all(name).stream().map(call -> call.element.getTextContent().strip()).toList();
  }

  /** The xsi:type without its prefix, empty if there is none. */
  String xsiType() {
    String type = element.getAttributeNS(XSI, "type");
    return type.substring(type.indexOf(':') + 1);
  }

  private List<Element> children() {
    var children = new ArrayList<Element>();
    for (var node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element child) {
        children.add(child);
      }
    }
    return children;
  }
}
