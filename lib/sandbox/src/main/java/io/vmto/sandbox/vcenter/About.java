package io.vmto.sandbox.vcenter;

import io.vmto.sandbox.vcenter.Value.Data;
import io.vmto.sandbox.vcenter.Value.Ref;

/** What the service says about itself before anybody has logged in. */
final class About {
  static final Ref SERVICE = new Ref("ServiceInstance", "ServiceInstance");

  static final String VERSIONS =
      """
      <?xml version="1.0" encoding="UTF-8" ?>
      <namespaces version="1.0">
       <namespace>
        <name>urn:vim25</name>
        <version>7.0.3.0</version>
        <priorVersions>
         <version>7.0.2.0</version>
         <version>7.0.1.0</version>
         <version>7.0.0.0</version>
         <version>6.9.1</version>
         <version>6.8.7</version>
         <version>6.7.3</version>
         <version>6.7.2</version>
         <version>6.7.1</version>
         <version>6.7</version>
         <version>6.5</version>
         <version>6.0</version>
         <version>5.5</version>
         <version>5.1</version>
         <version>5.0</version>
        </priorVersions>
       </namespace>
      </namespaces>
      """;

  private About() {}

  static Data of(String name, String apiType, String productLine) {
    return Data.of("AboutInfo")
        .put("name", name)
        .put("fullName", name + " 7.0.3 build-19193900 (VMTO sandbox)")
        .put("vendor", "VMware, Inc.")
        .put("version", "7.0.3")
        .put("build", "19193900")
        .put("localeVersion", "INTL")
        .put("localeBuild", "000")
        .put("osType", "linux-x64")
        .put("productLineId", productLine)
        .put("apiType", apiType)
        .put("apiVersion", "7.0.3.0")
        .put("instanceUuid", "5a1d0b0e-5a4d-4b0f-9c1e-7a3c1f2b9d10")
        .put("licenseProductName", "VMware VirtualCenter Server")
        .put("licenseProductVersion", "7.0");
  }

  static Data content() {
    return Data.of("ServiceContent")
        .put("rootFolder", World.ROOT)
        .put("propertyCollector", Collector.DEFAULT)
        .put("viewManager", new Ref("ViewManager", "ViewManager"))
        .put("about", of("VMware vCenter Server", "VirtualCenter", "vpx"))
        .put("sessionManager", new Ref("SessionManager", "SessionManager"))
        .put("searchIndex", new Ref("SearchIndex", "SearchIndex"));
  }
}
