package io.vmto.sandbox.vcenter;

import io.vmto.sandbox.vcenter.Value.Data;
import io.vmto.sandbox.vcenter.Value.Many;
import io.vmto.sandbox.vcenter.Value.Ref;
import io.vmto.sandbox.vcenter.Value.Text;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Writes SOAP answers the way a vCenter does, or with random namespace prefixes and unknown
 * elements, which are equally legal.
 */
final class SoapWriter {
  private final StringBuilder xml = new StringBuilder();
  private final String soap;
  private final String vim;
  private final String xsi;
  private final String xsd;
  private final boolean extras;

  SoapWriter(boolean randomPrefixes, boolean extras) {
    soap = randomPrefixes ? prefix("e") : "soapenv";
    vim = randomPrefixes ? prefix("v") : "";
    xsi = randomPrefixes ? prefix("i") : "xsi";
    xsd = randomPrefixes ? prefix("d") : "xsd";
    this.extras = extras;
  }

  private static String prefix(String stem) {
    return stem + Integer.toString(ThreadLocalRandom.current().nextInt(36 * 36 * 36), 36);
  }

  String response(String method, @Nullable Value returned) {
    open();
    tag(method + "Response");
    if (returned instanceof Many many) {
      many.items().forEach(item -> field("returnval", item));
    } else if (returned != null) {
      if (method.equals("Fetch")) {
        any("returnval", returned);
      } else {
        field("returnval", returned);
      }
    }
    end(method + "Response");
    return close();
  }

  String fault(SoapFault fault) {
    open();
    xml.append('<').append(soap).append(":Fault><faultcode>ServerFaultCode</faultcode>");
    xml.append("<faultstring>");
    escape(String.valueOf(fault.getMessage()));
    xml.append("</faultstring><detail>");
    element(fault.fault().type() + "Fault", fault.fault(), true);
    xml.append("</detail></").append(soap).append(":Fault>");
    return close();
  }

  private void open() {
    xml.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<").append(soap).append(":Envelope");
    namespace(soap, "http://schemas.xmlsoap.org/soap/envelope/");
    namespace(xsd, "http://www.w3.org/2001/XMLSchema");
    namespace(xsi, "http://www.w3.org/2001/XMLSchema-instance");
    if (!vim.isEmpty()) {
      namespace(vim, "urn:vim25");
    }
    xml.append(">\n<").append(soap).append(":Body>\n");
  }

  private String close() {
    xml.append("\n</").append(soap).append(":Body>\n</").append(soap).append(":Envelope>\n");
    return xml.toString();
  }

  private void namespace(String prefix, String uri) {
    xml.append(" xmlns:").append(prefix).append("=\"").append(uri).append('"');
  }

  private int depth;

  private void tag(String name, String... attributes) {
    xml.append('<').append(qualified(name));
    if (vim.isEmpty() && depth == 0) {
      xml.append(" xmlns=\"urn:vim25\"");
    }
    depth++;
    for (int i = 0; i < attributes.length; i += 2) {
      xml.append(' ').append(attributes[i]).append("=\"");
      escape(attributes[i + 1]);
      xml.append('"');
    }
    xml.append('>');
  }

  private void end(String name) {
    depth--;
    xml.append("</").append(qualified(name)).append('>');
  }

  private String qualified(String name) {
    return vim.isEmpty() ? name : vim + ":" + name;
  }

  /** An element whose declared type is known to the reader; arrays are repeated elements. */
  private void field(String name, Value value) {
    if (value instanceof Many many) {
      many.items().forEach(item -> field(name, item));
    } else {
      element(name, value, value instanceof Data data && data.derived());
    }
  }

  /** An element declared as xsd:anyType. */
  private void any(String name, Value value) {
    if (value instanceof Many many) {
      String item = many.itemType();
      String array = "ArrayOf" + item.substring(0, 1).toUpperCase(Locale.ROOT) + item.substring(1);
      tag(name, xsi + ":type", qualified(array));
      for (var each : many.items()) {
        boolean typed = each instanceof Data data ? data.derived() : !(each instanceof Text);
        element(item, each, typed);
      }
      end(name);
    } else {
      element(name, value, true);
    }
  }

  private void element(String name, Value value, boolean typed) {
    switch (value) {
      case Text text -> {
        tag(name, attributes(typed, text.type()));
        escape(text.text());
      }
      case Ref ref -> {
        String[] type = attributes(typed, "ManagedObjectReference");
        tag(name, typed ? new String[] {"type", ref.type(), type[0], type[1]} : refType(ref));
        escape(ref.id());
      }
      case Data data -> {
        tag(name, attributes(typed, data.type()));
        fields(data);
      }
      case Many many -> throw new IllegalArgumentException("array inside " + many.itemType());
    }
    end(name);
  }

  private static String[] refType(Ref ref) {
    return new String[] {"type", ref.type()};
  }

  private String[] attributes(boolean typed, String type) {
    return typed ? new String[] {xsi + ":type", qualifiedType(type)} : new String[0];
  }

  private String qualifiedType(String type) {
    return type.startsWith("xsd:") ? xsd + type.substring(3) : qualified(type);
  }

  // These few fields are declared as xsd:anyType in vim25.
  private void fields(Data data) {
    data.fields()
        .forEach(
            (name, value) -> {
              boolean anyType = name.equals("val") || name.equals("result");
              if (anyType) {
                any(name, value);
              } else {
                field(name, value);
              }
            });
    if (extras) {
      tag("fromTheFuture");
      tag("inner");
      end("inner");
      end("fromTheFuture");
    }
  }

  private void escape(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '<' -> xml.append("&lt;");
        case '>' -> xml.append("&gt;");
        case '&' -> xml.append("&amp;");
        case '"' -> xml.append("&quot;");
        default -> xml.append(c);
      }
    }
  }
}
