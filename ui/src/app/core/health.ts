export type Grade = 'OK' | 'WARN' | 'FAIL';

/** Something that has to be right. */
export interface Check {
  /** Of what; of a processor `processor.` and its name. */
  readonly name: string;
  readonly status: Grade;
  readonly message: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly remedy: string;
}

export interface Health {
  readonly status: Grade;
  readonly at: string;
  readonly checks: readonly Check[];
}

const WORST_FIRST: readonly Grade[] = ['FAIL', 'WARN', 'OK'];

/** `processor.query` is the check `processor` of a thing of that name. */
function named(check: Check) {
  const [kind = '', ...of] = check.name.split('.');
  return {...check, check: kind, of: of.join('.')};
}

/** The checks of an installation, the worst first. */
export function worstFirst({checks}: Health) {
  return checks.map(named).toSorted((a, b) => WORST_FIRST.indexOf(a.status) - WORST_FIRST.indexOf(b.status));
}
