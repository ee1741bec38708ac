import {Directive, effect, inject, input, TemplateRef, ViewContainerRef} from '@angular/core';
import {CanActivateFn, RedirectCommand, Router} from '@angular/router';
import {Session} from './session';

/** What the server asks somebody to be allowed; its own words. */
export type Permission =
  | 'VIEW'
  | 'AUDIT'
  | 'BROWSE'
  | 'RUN_JOBS'
  | 'APPROVE'
  | 'DOWNLOAD'
  | 'MANAGE_CONNECTIONS'
  | 'MAINTAIN'
  | 'ADMINISTER';

/** Lets somebody see a screen who is signed in and allowed to; others sign in first, or are told that they may not. */
export function signedIn(needs: Permission): CanActivateFn {
  return async (_route, state) => {
    const session = inject(Session);
    const router = inject(Router);
    const signIn = router.createUrlTree(['/sign-in'], {queryParams: {to: state.url}});
    if (!session.present() || session.mustChangePassword()) {
      return signIn;
    }
    const me = await session.whoAmI().catch(() => null);
    if (me === null) {
      return signIn;
    }
    return me.permissions.includes(needs) || new RedirectCommand(router.parseUrl('/forbidden'), {skipLocationChange: true});
  };
}

/** Shows its element to those who may: {@code *may="'RUN_JOBS'"}. */
@Directive({selector: '[may]'})
export class May {
  readonly may = input.required<Permission>();

  constructor() {
    const session = inject(Session);
    const template = inject(TemplateRef);
    const place = inject(ViewContainerRef);
    effect(() => {
      place.clear();
      if (session.me()?.permissions.includes(this.may())) {
        place.createEmbeddedView(template);
      }
    });
  }
}
