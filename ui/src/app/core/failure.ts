/** What the server says of a refusal, as problem details tell it. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly remedy: string;
  readonly facts: Readonly<Record<string, string>>;
  readonly correlationId: string;
}

/** Why something did not come about, with what to do about it. */
export class Failure extends Error {
  readonly code: string;
  readonly remedy: string;
  readonly facts: Readonly<Record<string, string>>;
  readonly correlationId: string;
  readonly status: number;

  constructor(problem: Partial<Problem>) {
    super(problem.detail ?? '');
    this.code = problem.code ?? 'UNREACHABLE';
    this.remedy = problem.remedy ?? '';
    this.facts = problem.facts ?? {};
    this.correlationId = problem.correlationId ?? '';
    this.status = problem.status ?? 0;
  }

  /** Of whatever was thrown. */
  static of(thrown: unknown): Failure {
    return thrown instanceof Failure ? thrown : new Failure({detail: String(thrown)});
  }

  /** Of an answer that is none of the good ones. */
  static async from(answer: Response): Promise<Failure> {
    const status = answer.status;
    const problem = (await answer.json().catch(() => ({detail: answer.statusText}))) as Partial<Problem>;
    return new Failure({code: 'HTTP_' + status, ...problem, status});
  }
}
