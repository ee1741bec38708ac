package io.vmto.hypervisor.vsphere;

import java.util.List;

/** vcsim as a single ESXi host. */
class EsxiVcsimIT extends VcsimExam {
  EsxiVcsimIT() {
    super(List.of("ha-datacenter"), "-host");
  }
}
