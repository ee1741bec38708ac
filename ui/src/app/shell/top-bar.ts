import {ChangeDetectionStrategy, Component, ElementRef, inject, input, output, viewChild} from '@angular/core';
import {Router, RouterLink} from '@angular/router';
import {TranslocoDirective} from '@jsverse/transloco';
import {Keyboard} from '../core/keyboard';
import {Language} from '../core/language';
import {Session} from '../core/session';
import {Theme} from '../core/theme';
import {Time} from '../core/time';
import {Icon} from '../shared/icon';
import {FeedLight} from './feed-state';

/** Search, the switches, the live feed's state, and who is signed in. */
@Component({
  selector: 'vmto-top-bar',
  imports: [FeedLight, Icon, RouterLink, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './top-bar.html',
})
export class TopBar {
  private readonly router = inject(Router);
  protected readonly session = inject(Session);
  protected readonly language = inject(Language);
  protected readonly theme = inject(Theme);
  protected readonly time = inject(Time);
  private readonly box = viewChild<ElementRef<HTMLInputElement>>('field');

  readonly open = input(false);
  readonly menu = output();
  readonly help = output();

  constructor() {
    inject(Keyboard).add({key: '/', name: 'keys.search', act: () => this.box()?.nativeElement.focus()});
  }

  protected search(text: string): void {
    void this.router.navigate(['/jobs'], {queryParams: text.trim() === '' ? {} : {machine: text.trim()}});
  }
}
