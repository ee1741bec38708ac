import {ChangeDetectionStrategy, Component, computed, input} from '@angular/core';

/** Strokes on a grid of 16. */
const PATHS = {
  dashboard: 'M2.500 9.500a5.500 5.500 0 1 1 11 0m-5.500 0 2.500-3M2.500 12.500h11',
  artifacts: 'M2.500 4c0-2.200 11-2.200 11 0v8c0 2.200-11 2.200-11 0zm0 0c0 2.200 11 2.200 11 0m-11 4c0 2.200 11 2.200 11 0',
  audit: 'M4 2.500h6l2.500 2.500v8.500H4zm2.500 4h3.500m-3.500 2.500h3.500m-3.500 2.500h2',
  licence: 'M2.500 3h11v7h-11zm2.500 2.500h4m-4 2h2.500m3 4.500a1.500 1.500 0 1 0 0-3 1.500 1.500 0 0 0 0 3zm-.800 0v2l.800-.500.800.500v-2',
  save: 'M8 2.500v7m-3-3 3 3 3-3M3 13h10',
  jobs: 'M2.5 4h7m-7 4h11m-3-3 3 3-3 3M2.5 12h7',
  migrate: 'M2.5 3.500h6v9h-6zm11 0v9m-3-4.500h-5m3-2.500 2.500 2.500-2.500 2.500',
  connections: 'M6 10 3.8 12.2m8.4-8.4L10 6M5 7l4 4-1.5 1.5a2.8 2.8 0 0 1-4-4zm6 2L7 5l1.5-1.5a2.8 2.8 0 0 1 4 4z',
  operations: 'M1.500 8.500h3l2-5.500 3 10 2-4.500h3',
  webhooks: 'M8.500 2.500 14 8l-5.500 5.500M2 8h12M2 4.500v7',
  settings: 'M2 4.500h5m3 0h4M7 4.500a1.500 1.500 0 1 0 3 0 1.500 1.500 0 0 0-3 0zM2 11.500h2m3 0h7M4 11.500a1.500 1.500 0 1 0 3 0 1.500 1.500 0 0 0-3 0z',
  menu: 'M2.5 4.5h11m-11 3.5h11m-11 3.5h11',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zm3.2-1.3 3.3 3.3',
  clock: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zm0-9.500V8l2.500 1.500',
  language: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM2 8h12M8 2c4 4 4 8 0 12C4 10 4 6 8 2z',
  theme: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 2v12a6 6 0 0 0 0-12z',
  help: 'M6 6a2 2 0 1 1 2.800 1.900c-.600.300-.800.600-.800 1.300m0 2.300v.100M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12z',
  leave: 'M6.500 2.500h-4v11h4m3-8.500 3 3-3 3m3-3H6',
  person: 'M8 8a2.750 2.750 0 1 0 0-5.500A2.750 2.750 0 0 0 8 8zm-5 5.500c.500-5 9.500-5 10 0',
  columns: 'M2.500 3h11v10h-11zm3.700 0v10m3.600-10v10',
  up: 'M8 13V3.500M4 7.500l4-4 4 4',
  down: 'M8 3v9.500m-4-4 4 4 4-4',
  open: 'M4.500 6.500 8 10l3.500-3.500',
  star: 'M8 2.500l1.700 3.600 3.900.500-2.900 2.700.800 3.900L8 11.300l-3.500 1.900.800-3.900L2.400 6.600l3.900-.500z',
  close: 'M4 4l8 8m0-8-8 8',
  copy: 'M5.500 5.500v-3h8v8h-3m-8-5h8v8h-8z',
  waiting: 'M4 2.500h8m-8 11h8M5 2.500c0 4 6 7 6 11m0-11c0 4-6 7-6 11',
  running: 'M5 3l7.500 5L5 13z',
  paused: 'M5.500 3.500v9m5-9v9',
  decision: 'M8 2.500 14 13.500H2zm0 4v3.500m0 1.700v.100',
  succeeded: 'M3 8.500 6.500 12 13 4.500',
  failed: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zm0-9v3.500m0 2.300v.100',
  cancelled: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM4 12l8-8',
  verified: 'M8 1.800l5 1.700v4.200c0 3-2 5.300-5 6.500-3-1.200-5-3.500-5-6.500V3.500zM5.500 8l1.800 1.800L10.700 6',
} as const;

export type IconName = keyof typeof PATHS;

/** A picture beside a word; it says nothing by itself. */
@Component({
  selector: 'vmto-icon',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: '<svg viewBox="0 0 16 16" aria-hidden="true"><path [attr.d]="path()" /></svg>',
})
export class Icon {
  readonly name = input.required<IconName>();
  protected readonly path = computed(() => PATHS[this.name()]);
}
