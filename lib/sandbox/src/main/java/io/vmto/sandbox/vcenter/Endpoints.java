package io.vmto.sandbox.vcenter;

import io.vmto.sandbox.wire.WireServer;
import java.io.IOException;

/** Where the two servers listen and what they show; known once both have started. */
final class Endpoints {
  private WireServer vcenter;
  private WireServer esxi;

  @SuppressWarnings("NullAway.Init")
  Endpoints() {}

  void are(WireServer vcenter, WireServer esxi) {
    this.vcenter = vcenter;
    this.esxi = esxi;
  }

  int esxiPort() {
    return esxi.port();
  }

  String esxiThumbprint() {
    return esxi.identity().thumbprint();
  }

  String vcenterThumbprint() {
    return vcenter.identity().thumbprint();
  }

  void close() throws IOException {
    if (esxi != null) {
      esxi.close();
    }
    if (vcenter != null) {
      vcenter.close();
    }
  }

  WireServer vcenter() {
    return vcenter;
  }

  WireServer esxi() {
    return esxi;
  }
}
