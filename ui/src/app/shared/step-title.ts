import {known, Translate} from '../core/language';

/** What a job does now, as lists are told it. */
export interface Doing {
  readonly step: string;
  readonly stepKind: string;
  readonly stepDisk: string;
}

/** In the language of the portal; of a step that it has not heard of the server's own title. */
export function stepTitle(t: Translate, {step, stepKind, stepDisk}: Doing): string {
  return known(t, 'step.' + stepKind, step, {disk: stepDisk});
}
