package io.vmto.hypervisor.vsphere;

import java.util.function.UnaryOperator;

/** The arguments of a call, in the order the schema demands (vim25 is strict about order). */
final class SoapArgs {
  private final StringBuilder xml = new StringBuilder();

  static SoapArgs none() {
    return new SoapArgs();
  }

  /** Arguments that were put together before. */
  static SoapArgs raw(String xml) {
    var args = new SoapArgs();
    args.xml.append(xml);
    return args;
  }

  SoapArgs text(String name, Object value) {
    return element(name, "", escape(String.valueOf(value)));
  }

  SoapArgs ref(String name, Moref ref) {
    return element(name, " type=\"" + escape(ref.type()) + '"', escape(ref.id()));
  }

  SoapArgs group(String name, UnaryOperator<SoapArgs> content) {
    return element(name, "", content.apply(new SoapArgs()).toString());
  }

  SoapArgs typed(String name, String xsiType, UnaryOperator<SoapArgs> content) {
    var type = " xsi:type=\"" + escape(xsiType) + '"';
    return element(name, type, content.apply(new SoapArgs()).toString());
  }

  private SoapArgs element(String name, String attributes, String content) {
    xml.append('<').append(name).append(attributes).append('>');
    xml.append(content).append("</").append(name).append('>');
    return this;
  }

  private static String escape(String value) {
    return value
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("\r", "&#13;");
  }

  String envelope(String method, Moref self) {
    var call = none().ref("_this", self) + xml.toString();
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
        + "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\""
        + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><e:Body>"
        + ("<" + method + " xmlns=\"urn:vim25\">" + call + "</" + method + ">")
        + "</e:Body></e:Envelope>";
  }

  @Override
  public String toString() {
    return xml.toString();
  }
}
