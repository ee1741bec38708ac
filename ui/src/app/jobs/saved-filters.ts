import {ChangeDetectionStrategy, Component, inject, signal} from '@angular/core';
import {Router, RouterLink} from '@angular/router';
import {TranslocoDirective} from '@jsverse/transloco';
import {Icon} from '../shared/icon';

/** An address under a name of its own. */
interface Saved {
  readonly name: string;
  readonly query: Readonly<Record<string, string>>;
}

const KEY = 'vmto.filters.jobs';

/** The filters that somebody keeps in this browser. */
@Component({
  selector: 'vmto-saved-filters',
  imports: [Icon, RouterLink, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <details class="menu" #menu *transloco="let t">
      <summary><vmto-icon name="star" />{{ t('saved.title') }}</summary>
      <div>
        <ul>
          @for (one of all(); track one.name) {
            <li>
              <a routerLink="." [queryParams]="one.query" (click)="menu.open = false">{{ one.name }}</a>
              <button type="button" class="plain icon" [attr.aria-label]="t('saved.forget', {name: one.name})" (click)="forget(one)">
                <vmto-icon name="close" />
              </button>
            </li>
          } @empty {
            <li class="quiet">{{ t('saved.none') }}</li>
          }
        </ul>
        <form (submit)="$event.preventDefault(); save(name.value); name.value = ''">
          <label class="field">{{ t('saved.name') }}<input #name required maxlength="60" autocomplete="off" /></label>
          <button>{{ t('saved.save') }}</button>
        </form>
      </div>
    </details>
  `,
})
export class SavedFilters {
  private readonly router = inject(Router);
  protected readonly all = signal<readonly Saved[]>(JSON.parse(localStorage.getItem(KEY) ?? '[]') as Saved[]);

  protected save(name: string): void {
    const query = this.router.parseUrl(this.router.url).queryParams;
    this.keep([...this.all().filter((one) => one.name !== name), {name, query}]);
  }

  protected forget(gone: Saved): void {
    this.keep(this.all().filter((one) => one !== gone));
  }

  private keep(all: readonly Saved[]): void {
    localStorage.setItem(KEY, JSON.stringify(all));
    this.all.set(all);
  }
}
