import {ChangeDetectionStrategy, Component, inject, input, OnInit, signal} from '@angular/core';
import {Router} from '@angular/router';
import {TranslocoDirective} from '@jsverse/transloco';
import {Failure} from '../core/failure';
import {Issuer, leave} from '../core/oidc';
import {saidInLine} from '../core/said';
import {Session} from '../core/session';
import {Field} from '../shared/field';
import {FirstPassword} from './first-password';

/** Signing in: with name and password, or by the issuer where there is one. */
@Component({
  imports: [Field, FirstPassword, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './sign-in.html',
})
export class SignIn implements OnInit {
  protected readonly saidInLine = saidInLine;
  private readonly router = inject(Router);
  protected readonly session = inject(Session);

  /** Where somebody wanted to go. */
  readonly to = input<string>();
  /** What an issuer sent them back with. */
  readonly code = input<string>();
  readonly state = input<string>();

  protected readonly issuer = signal<Issuer | null>(null);
  protected readonly failure = signal<Failure | null>(null);
  protected readonly busy = signal(false);
  protected readonly password = signal('');

  ngOnInit(): void {
    const [code, state] = [this.code(), this.state()];
    void this.attempt(async () => {
      this.issuer.set((await this.session.options()).oidc ?? null);
      if (code !== undefined && state !== undefined) {
        await this.goOn(await this.session.comeBack(code, state));
      }
    });
  }

  protected signIn(name: string, password: string): void {
    void this.attempt(async () => {
      await this.session.signIn(name, password);
      this.password.set(password);
      if (!this.session.mustChangePassword()) {
        await this.goOn(this.to());
      }
    });
  }

  protected leave(issuer: Issuer): void {
    void this.attempt(() => leave(issuer, this.to() ?? '/'));
  }

  /** Only ever to a screen of this portal. */
  protected async goOn(to = '/'): Promise<void> {
    await this.router.navigateByUrl(to.startsWith('/') && !to.startsWith('//') ? to : '/');
  }

  private async attempt(act: () => Promise<void>): Promise<void> {
    this.busy.set(true);
    this.failure.set(null);
    try {
      await act();
    } catch (thrown) {
      this.failure.set(Failure.of(thrown));
    } finally {
      this.busy.set(false);
    }
  }
}
