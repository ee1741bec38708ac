import {JobDoc} from './job-store';
import {Translate} from '../core/said';
import {diskName, stepName, stepState} from './words';

/** What is not the same then and now. */
export interface Difference {
  readonly name: string;
  readonly words: (t: Translate) => string;
  readonly then: (t: Translate) => string;
  readonly now: (t: Translate) => string;
}

/** State, steps, proofs, what is open and what was allowed. */
export function differences(then: JobDoc, now: JobDoc): readonly Difference[] {
  const all: Difference[] = [
    difference('status', (t) => t('jobs.status'), (t) => t('state.' + then.status), (t) => t('state.' + now.status)),
    ...now.steps.map((step, index) =>
      difference('step ' + index, (t) => stepName(t, step, now), (t) => state(t, then.steps[index]), (t) => state(t, step)),
    ),
    ...now.disks.map(({key, grade}) =>
      difference('disk ' + key, () => diskName(key, now), (t) => t('grade.' + (then.disks.find((disk) => disk.key === key)?.grade ?? 'NONE')), (t) => t('grade.' + grade)),
    ),
    number('passes', 'job.passes', then.passes.length, now.passes.length),
    number('open', 'travel.open', then.open.length, now.open.length),
  ];
  const plain: Translate = (key) => key;
  return all.filter((one) => one.then(plain) !== one.now(plain));
}

function state(t: Translate, step: JobDoc['steps'][number] | undefined): string {
  return step === undefined ? '–' : t('stepState.' + stepState(step));
}

function number(name: string, key: string, then: number, now: number): Difference {
  return difference(name, (t) => t(key), () => String(then), () => String(now));
}

function difference(name: string, words: Difference['words'], then: Difference['then'], now: Difference['now']): Difference {
  return {name, words, then, now};
}
