package io.vmto.hypervisor.vsphere;

import static io.vmto.contract.error.ErrorCode.PROTOCOL_ERROR;

import io.vmto.hypervisor.PlatformException;
import java.util.List;

/**
 * An element of an answer, by local names only: servers choose their own prefixes, and newer ones
 * add elements that nobody here asks for. What is absent reads as {@link #NONE}.
 *
 * @param xsiType local part of {@code xsi:type}, or empty
 * @param refType the {@code type} attribute of a managed object reference, or empty
 */
record Node(String name, String xsiType, String refType, String text, List<Node> children) {
  static final Node NONE = new Node("", "", "", "", List.of());

  Node {
    children = List.copyOf(children);
  }

  boolean present() {
    return !name.isEmpty();
  }

  /** The first descendant along the path. */
  Node at(String... path) {
    var node = this;
    for (var step : path) {
      node = node.child(step);
    }
    return node;
  }

  private Node child(String wanted) {
    for (var child : children) {
      if (child.name.equals(wanted)) {
        return child;
      }
    }
    return NONE;
  }

  List<Node> all(String wanted) {
    return children.stream().filter(child -> child.name.equals(wanted)).toList();
  }

  String text(String... path) {
    return at(path).text;
  }

  boolean yes(String... path) {
    var value = text(path);
    return value.equals("true") || value.equals("1");
  }

  long number(String child, long otherwise) {
    return at(child).number(otherwise);
  }

  int integer(String child, int otherwise) {
    return at(child).integer(otherwise);
  }

  int integer(int otherwise) {
    return Math.clamp(number(otherwise), Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  private long number(long otherwise) {
    try {
      return text.isEmpty() ? otherwise : Long.parseLong(text);
    } catch (NumberFormatException _) {
      throw new PlatformException(
          PROTOCOL_ERROR,
          "The server sent a " + name + " that is not a number",
          "Check that the endpoint is a vCenter or an ESXi host.");
    }
  }

  Moref ref() {
    return new Moref(refType, text);
  }
}
