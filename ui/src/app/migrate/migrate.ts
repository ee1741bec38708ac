import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  ElementRef,
  inject,
  Injector,
  input,
  untracked,
  viewChild,
  ViewEncapsulation,
} from '@angular/core';
import {Router, RouterLink} from '@angular/router';
import {TranslocoDirective} from '@jsverse/transloco';
import {Keyboard} from '../core/keyboard';
import {Icon} from '../shared/icon';
import {PageHeader} from '../shared/page-header';
import {ConnectionsStore} from '../connections/connections-store';
import {CheckStep} from './check-step';
import {Address, addressed, EMPTY, isWarm, Step, STEPS} from './draft';
import {HowStep} from './how-step';
import {MachineStep} from './machine-step';
import {NetworksStep} from './networks-step';
import {PlanStepView} from './plan-step';
import {TargetStep} from './target-step';
import {Wizard} from './wizard';

/** From a machine to its job, in six steps that can be left and come back to. */
@Component({
  imports: [
    CheckStep,
    HowStep,
    Icon,
    MachineStep,
    NetworksStep,
    PageHeader,
    PlanStepView,
    RouterLink,
    TargetStep,
    TranslocoDirective,
  ],
  providers: [ConnectionsStore, Wizard],
  changeDetection: ChangeDetectionStrategy.OnPush,
  encapsulation: ViewEncapsulation.None,
  host: {class: 'screen'},
  templateUrl: './migrate.html',
  styleUrl: './migrate.css',
})
export class MigrateScreen {
  private readonly router = inject(Router);
  private readonly heading = viewChild<ElementRef<HTMLElement>>('heading');
  private readonly form = viewChild<ElementRef<HTMLFormElement>>('form');
  protected readonly wizard = inject(Wizard);

  readonly step = input<string>();
  readonly source = input<string>();
  readonly machine = input<string>();
  readonly target = input<string>();
  readonly node = input<string>();
  readonly storage = input<string>();

  protected readonly steps = STEPS;
  private readonly wanted = computed(() => STEPS.indexOf(this.wizard.draft().step));
  /** Nobody is shown a step whose ground is missing. */
  protected readonly shown = computed<Step>(() => STEPS[Math.min(this.wanted(), this.wizard.reach())]!);
  protected readonly place = computed(() => STEPS.indexOf(this.shown()));
  /** What was chosen before is being looked for. */
  protected readonly looking = computed(() => this.wizard.settling() && this.wizard.reach() < Math.min(this.wanted(), STEPS.indexOf('check')));

  constructor() {
    effect(() => {
      const address: Address = {
        step: this.step(),
        source: this.source(),
        machine: this.machine(),
        target: this.target(),
        node: this.node(),
        storage: this.storage(),
      };
      this.wizard.draft.set(addressed(untracked(this.wizard.draft), address));
    });
    effect(() => this.mirror(this.address()));
    this.followWithFocus();
    const free = () => document.activeElement?.closest('button, a, summary') == null;
    inject(Keyboard).add(
      {key: 'Enter', name: 'migrate.next', when: free, act: () => this.form()?.nativeElement.requestSubmit()},
      {key: 'Escape', name: 'migrate.back', when: () => this.shown() !== 'machine', act: () => this.back()},
    );
  }

  protected warm(): boolean {
    const machine = this.wizard.machine();
    return machine !== null && isWarm(this.wizard.draft(), machine);
  }

  protected async next(): Promise<void> {
    const now = this.shown();
    if (now === 'plan') {
      const job = await this.wizard.start();
      if (job !== null) {
        await this.router.navigate(['/jobs', job]);
      }
    } else if (this.wizard.complete()[now]) {
      this.go(STEPS[STEPS.indexOf(now) + 1]!);
    }
  }

  /** A round or square box is no line of text, so its Enter would do nothing. */
  protected enter(event: Event): void {
    const box = event.target instanceof HTMLInputElement && ['radio', 'checkbox'].includes(event.target.type);
    if (box) {
      event.preventDefault();
      this.form()?.nativeElement.requestSubmit();
    }
  }

  protected back(): void {
    const before = STEPS[STEPS.indexOf(this.shown()) - 1];
    if (before !== undefined) {
      this.go(before);
    }
  }

  protected go(step: Step): void {
    void this.router.navigate([], {queryParams: {...this.address(), step}});
  }

  protected restart(): void {
    this.wizard.draft.set(EMPTY);
    void this.router.navigate([], {queryParams: {}});
  }

  /** What was chosen, without what was found out: that may be found out again. */
  private address(): Record<keyof Address, string | null> {
    const {step, source, machine, target, node, storage} = this.wizard.draft();
    const word = (text: string) => text || null;
    return {
      step,
      source: word(source),
      machine: word(machine),
      target: word(target),
      node: word(node),
      storage: word(storage),
    };
  }

  /** The address says what was chosen, so that it can be sent to somebody and survives a reload. */
  private mirror(address: Record<keyof Address, string | null>): void {
    const there = untracked(() => [this.step(), this.source(), this.machine(), this.target(), this.node(), this.storage()]);
    if (Object.values(address).some((value, index) => value !== (there[index] ?? null))) {
      void this.router.navigate([], {queryParams: address, replaceUrl: true});
    }
  }

  private followWithFocus(): void {
    const injector = inject(Injector);
    let before: Step | null = null;
    effect(() => {
      const now = this.shown();
      if (before !== null && before !== now) {
        afterNextRender(() => this.heading()?.nativeElement.focus(), {injector});
      }
      before = now;
    });
  }
}
