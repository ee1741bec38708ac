package io.vmto.hypervisor.vsphere;

import java.util.List;

/** vcsim as a vCenter whose datacenter lies inside a folder. */
class VsphereVcsimIT extends VcsimExam {
  VsphereVcsimIT() {
    super(List.of("F0", "DC0", "F0"), "-folders", "1");
  }
}
