import {inject, Injectable} from '@angular/core';
import {Failure, Problem} from './failure';
import {Question} from './question';
import {Session} from './session';

interface Reply<Answer> {
  readonly data?: Answer;
  readonly errors?: readonly {readonly message: string; readonly extensions?: Partial<Problem>}[];
}

/** The GraphQL side of the API, which fills screens. Rejects with a {@link Failure}. */
@Injectable({providedIn: 'root'})
export class Graphql {
  private readonly session = inject(Session);

  async ask<Answer, Asked>(question: Question<Answer, Asked>, variables: Asked): Promise<Answer> {
    const answer = await this.session.fetch('/graphql', {
      method: 'POST',
      headers: {'Content-Type': 'application/json'},
      body: JSON.stringify({query: question, variables}),
    });
    if (!answer.ok) {
      throw await Failure.from(answer);
    }
    const reply = (await answer.json()) as Reply<Answer>;
    const error = reply.errors?.[0];
    if (error !== undefined || reply.data === undefined) {
      throw new Failure({...error?.extensions, detail: error?.message ?? ''});
    }
    return reply.data;
  }
}
