package io.vmto.hypervisor.proxmox;

import io.vmto.contract.connection.Diagnosis.Verdict;

/** What an endpoint's answer says about an assumption. */
record Answer(Verdict verdict, String detail) {
  static Answer of(boolean held, String detail) {
    return new Answer(held ? Verdict.HELD : Verdict.BROKEN, detail);
  }

  static Answer unknown(String detail) {
    return new Answer(Verdict.UNKNOWN, detail);
  }
}
