package io.vmto.hypervisor.vsphere;

/** The server's own "no": a vim25 fault type with its detail; never leaves this package. */
final class SoapFault extends RuntimeException {
  private final String type;
  private final String said;
  private final transient Node detail;

  SoapFault(String type, String said, Node detail) {
    super(type + ": " + said);
    this.type = type;
    this.said = said;
    this.detail = detail;
  }

  /** From the {@code Fault} element of a SOAP body. */
  static SoapFault inBody(Node fault) {
    var detail = fault.at("detail").children().stream().findFirst().orElse(Node.NONE);
    return new SoapFault(typeOf(detail), fault.text("faultstring"), detail);
  }

  /** From a {@code LocalizedMethodFault}: in a missing property, a task or a lease. */
  static SoapFault localized(Node fault) {
    var detail = fault.at("fault");
    return new SoapFault(typeOf(detail), fault.text("localizedMessage"), detail);
  }

  private static String typeOf(Node detail) {
    if (!detail.xsiType().isEmpty()) {
      return detail.xsiType();
    }
    var name = detail.name();
    return name.endsWith("Fault") && name.length() > 5
        ? name.substring(0, name.length() - 5)
        : name;
  }

  String type() {
    return type;
  }

  boolean is(String wanted) {
    return type.equals(wanted);
  }

  String said() {
    return said.length() > 300 ? said.substring(0, 300) : said;
  }

  Node detail() {
    return detail;
  }
}
