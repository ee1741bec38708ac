import {Directive, inject, input, TemplateRef} from '@angular/core';

/** A column of a table. */
export interface Column {
  /** Names its cell's template, and is kept in the choice of columns. */
  readonly id: string;
  /** Of its name among the texts. */
  readonly name: string;
  /** What the list is sorted by when its head is clicked. */
  readonly sort?: string;
  /** Numbers stand at the right. */
  readonly numeric?: boolean;
  /** Not shown until somebody wants it. */
  readonly extra?: boolean;
}

export interface Sorting {
  readonly by: string;
  readonly order: 'ASC' | 'DESC';
}

/** How the cells of a column look: {@code <ng-template vmtoCell="name" let-row>}. */
@Directive({selector: '[vmtoCell]'})
export class Cell {
  readonly vmtoCell = input.required<string>();
  readonly template = inject<TemplateRef<{readonly $implicit: unknown}>>(TemplateRef);
}
