/** What is found on a source or target at this moment, in the words of the API. */
export interface Machine {
  readonly id: string;
  readonly name: string;
  /** Where it hangs, outermost first. */
  readonly folder: readonly string[];
  readonly power: 'ON' | 'OFF' | 'SUSPENDED' | 'UNKNOWN';
  readonly firmware: 'BIOS' | 'EFI';
  readonly secureBoot: boolean;
  readonly tpm: boolean;
  readonly cpus: number;
  readonly memoryMiB: number;
  readonly guestOs: string;
  readonly snapshots: number;
  readonly disks: readonly Disk[];
  readonly nics: readonly Nic[];
}

export interface Disk {
  readonly key: string;
  readonly label: string;
  readonly capacity: number;
  readonly controller: string;
  readonly exportable: boolean;
}

export interface Nic {
  readonly key: string;
  readonly model: string;
  readonly mac: string;
  readonly network: string;
}

export interface TargetNode {
  readonly name: string;
  readonly online: boolean;
  readonly storages: readonly Storage[];
  readonly networks: readonly string[];
  /** Whether it is logged in to by SSH. */
  readonly reached: boolean;
}

export interface Storage {
  readonly name: string;
  readonly type: string;
  readonly content: readonly string[];
  readonly active: boolean;
  readonly total: number;
  readonly available: number;
  /** Whether this installation sees its directory. */
  readonly mounted: boolean;
}

export type Severity = 'BLOCKER' | 'WARNING' | 'INFO';

export interface Finding {
  readonly severity: Severity;
  readonly rule: string;
  readonly subject: string;
  readonly message: string;
  readonly remedy: string;
}

export type Road = 'AUTO' | 'SHARED' | 'NODE' | 'UPLOAD';
export type Reading = 'AUTO' | 'RANGE' | 'NFC';

/** A line of a plan; which values it has depends on what it is. */
export interface PlanStep {
  readonly step: string;
  readonly node?: string;
  readonly disk?: string;
  readonly capacity?: number;
  readonly road?: Road;
  readonly reading?: Reading;
  readonly why?: string;
}

export interface Plan {
  readonly strategy: string;
  readonly steps: readonly PlanStep[];
  readonly reachable: 'NONE' | 'COPIED' | 'DELIVERED' | 'PROVEN';
  readonly findings: readonly Finding[];
  readonly hash: string;
}

/** A thing that a guest finds, on both sides. */
export interface HardwarePart {
  readonly kind: 'GUEST_SYSTEM' | 'PROCESSORS' | 'MEMORY' | 'FIRMWARE' | 'TPM' | 'DISK' | 'CARD' | 'UUID';
  /** Which one of its kind. */
  readonly label: string;
  readonly source: string;
  /** In the target's own words. */
  readonly target: string;
  /** Whether it is another device there, for which the guest needs a driver. */
  readonly other: boolean;
}

export function size({disks}: Machine): number {
  return disks.reduce((sum, {capacity}) => sum + capacity, 0);
}
