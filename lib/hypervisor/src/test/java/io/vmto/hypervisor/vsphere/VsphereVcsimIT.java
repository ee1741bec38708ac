package io.vmto.hypervisor.vsphere;

/** vcsim as a vCenter whose datacenter lies inside a folder. */
class VsphereVcsimIT extends VcsimExam {
  VsphereVcsimIT() {
    super("-folders", "1");
  }
}
