package io.vmto.hypervisor.vsphere;

/** vcsim as a single ESXi host. */
class EsxiVcsimIT extends VcsimExam {
  EsxiVcsimIT() {
    super("-host");
  }
}
