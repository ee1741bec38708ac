import {computed, effect, inject, Injectable, signal} from '@angular/core';
import {Failure} from '../core/failure';
import {Rest} from '../core/rest';
import {ConnectionRowFragment, PlatformKind} from '../connections/connections.generated';
import {ConnectionsStore} from '../connections/connections-store';
import {Draft, EMPTY, keep, kept, moved, request, Step, STEPS} from './draft';
import {Finding, HardwarePart, Machine, Plan, size, TargetNode} from './inventory';
import {live} from './live';
import {mapped, mappings, remember, remembered} from './networks';
import {places} from './places';

/** By id or name as it was wanted; where nothing was, the only one that is ready. */
function chosen(all: readonly ConnectionRowFragment[], wanted: string): ConnectionRowFragment | null {
  if (wanted === '') {
    const ready = all.filter(({status}) => status === 'READY');
    return ready.length === 1 ? ready[0]! : null;
  }
  return all.find(({key}) => key === wanted) ?? all.find(({name}) => name === wanted) ?? null;
}

/** All that the wizard knows: what was chosen, what is there to choose from, and the plan that comes of it. */
@Injectable()
export class Wizard {
  private readonly rest = inject(Rest);
  readonly connections = inject(ConnectionsStore);

  readonly draft = signal<Draft>(kept());
  readonly sources = computed(() => this.speaking('VSPHERE'));
  readonly targets = computed(() => this.speaking('PROXMOX'));
  readonly source = computed(() => chosen(this.sources(), this.draft().source));
  readonly target = computed(() => chosen(this.targets(), this.draft().target));

  readonly machines = live(
    () => this.source()?.key,
    async (key) => (await this.rest.get<{machines: Machine[]}>(`/connections/${encodeURIComponent(key)}/machines`)).machines,
  );
  readonly nodes = live(
    () => this.target()?.key,
    async (key) => (await this.rest.get<{nodes: TargetNode[]}>(`/connections/${encodeURIComponent(key)}/nodes`)).nodes,
  );

  readonly machine = computed(() => {
    const {machine} = this.draft();
    const all = this.machines.value() ?? [];
    const named = all.filter(({name}) => name === machine);
    return all.find(({id}) => id === machine) ?? (named.length === 1 ? named[0]! : null);
  });
  readonly places = computed(() => {
    const machine = this.machine();
    return places(this.nodes.value() ?? [], machine === null ? 0 : size(machine));
  });
  readonly place = computed(() => {
    const {node, storage} = this.draft();
    const free = this.places().filter(({obstacle}) => obstacle === null);
    return storage === '' ? (free[0] ?? null) : (free.find((one) => one.node.name === node && one.storage.name === storage) ?? null);
  });
  readonly mappings = computed(() => {
    const place = this.place();
    const before = remembered(this.target()?.key ?? '', place?.node.name ?? '');
    return mappings(this.machine()?.nics ?? [], place?.node.networks ?? [], this.draft().networks, before);
  });

  /** What would be sent, with everything that was found out; null until all of it is there. */
  readonly request = computed(() => {
    const [source, target, machine, place] = [this.source(), this.target(), this.machine(), this.place()];
    if (source === null || target === null || machine === null || place === null) {
      return null;
    }
    const draft = {...this.draft(), source: source.key, target: target.key, node: place.node.name, storage: place.storage.name};
    return JSON.stringify(request(draft, machine, mapped(this.mappings())));
  });
  readonly plan = live(
    () => (STEPS.indexOf(this.draft().step) >= STEPS.indexOf('check') && this.ready() ? (this.request() ?? undefined) : undefined),
    (asked) => this.rest.send<Plan>('POST', '/plans', JSON.parse(asked)),
  );
  readonly hardware = live(
    () => (this.draft().step === 'plan' && this.ready() ? (this.request() ?? undefined) : undefined),
    async (asked) => (await this.rest.send<{parts: HardwarePart[]}>('POST', '/plans/hardware', JSON.parse(asked))).parts,
  );
  readonly blockers = computed(() => this.found('BLOCKER'));
  readonly warnings = computed(() => this.found('WARNING'));
  /** The warnings that somebody says to have read, as they were. */
  private readonly read = signal('');
  readonly accepted = computed(() => this.warnings().length === 0 || this.read() === JSON.stringify(this.warnings()));

  /** The first step in which something is missing. */
  readonly reach = computed(() => STEPS.findIndex((step) => !this.complete()[step]));
  readonly complete = computed<Readonly<Record<Step, boolean>>>(() => ({
    machine: this.machine() !== null,
    target: this.place() !== null,
    networks: this.mappings().every(({bridge}) => bridge !== ''),
    how: true,
    check: this.plan.value() !== null && !this.plan.loading() && this.blockers().length === 0 && this.accepted(),
    plan: false,
  }));
  readonly settling = computed(
    () => this.connections.loading() === 'loading' || this.machines.loading() || this.nodes.loading() || this.plan.loading(),
  );

  readonly starting = signal(false);
  readonly refusal = signal<Failure | null>(null);
  /** The job that was made of a request and is not started yet. */
  readonly made = signal<{readonly id: string; readonly of: string} | null>(null);

  constructor() {
    effect(() => keep(this.draft()));
    void this.connections.show({sort: 'NAME', order: 'ASC'});
  }

  choose(change: Partial<Draft>): void {
    this.draft.update((draft) => moved(draft, change));
  }

  accept(yes: boolean): void {
    this.read.set(yes ? JSON.stringify(this.warnings()) : '');
  }

  /** Makes the job once and starts the very plan that was seen; the id, or null where that was refused. */
  async start(): Promise<string | null> {
    const [asked, plan] = [this.request(), this.plan.value()];
    if (asked === null || plan === null || this.starting()) {
      return null;
    }
    this.starting.set(true);
    this.refusal.set(null);
    try {
      const id = await this.make(asked);
      await this.rest.send('POST', `/jobs/${encodeURIComponent(id)}/start`, {planHash: plan.hash});
      remember(this.target()?.key ?? '', this.place()?.node.name ?? '', mapped(this.mappings()));
      keep(EMPTY); // what is shown stays until its screen is left
      return id;
    } catch (thrown) {
      this.refusal.set(Failure.of(thrown));
      return null;
    } finally {
      this.starting.set(false);
    }
  }

  /** Draws the plan again, as both sides are now. */
  recheck(): void {
    this.refusal.set(null);
    this.plan.again();
  }

  private async make(asked: string): Promise<string> {
    const made = this.made();
    if (made?.of === asked) {
      return made.id;
    }
    const {id} = await this.rest.send<{id: string}>('POST', '/jobs', JSON.parse(asked));
    this.made.set({id, of: asked});
    return id;
  }

  private ready(): boolean {
    return this.mappings().every(({bridge}) => bridge !== '');
  }

  private speaking(kind: PlatformKind): readonly ConnectionRowFragment[] {
    return this.connections.rows().filter(({endpoint, status}) => endpoint.kind === kind && status !== 'REMOVED');
  }

  private found(severity: Finding['severity']): readonly Finding[] {
    return (this.plan.value()?.findings ?? []).filter((finding) => finding.severity === severity);
  }
}
