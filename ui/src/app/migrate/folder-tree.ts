import {CdkTree, CdkTreeModule} from '@angular/cdk/tree';
import {afterRenderEffect, ChangeDetectionStrategy, Component, computed, input, model, viewChild} from '@angular/core';
import {TranslocoDirective} from '@jsverse/transloco';
import {Icon} from '../shared/icon';
import {Folder, folders, key} from './folders';
import {Machine} from './inventory';

/** The folders of a source; choosing one leaves its machines in sight. */
@Component({
  selector: 'vmto-folder-tree',
  imports: [CdkTreeModule, Icon, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  styleUrl: './folder-tree.css',
  template: `
    <ng-container *transloco="let t">
      <cdk-tree [dataSource]="roots()" [childrenAccessor]="inside" [expansionKey]="keyOf" [attr.aria-label]="t('machines.folders')">
        <cdk-tree-node
          *cdkTreeNodeDef="let one"
          cdkTreeNodePadding
          [cdkTreeNodePaddingIndent]="16"
          [cdkTreeNodeTypeaheadLabel]="one.name"
          [isExpandable]="one.folders.length > 0"
          [attr.aria-selected]="keyOf(one) === chosenKey()"
          (activation)="chosen.set(one.path)"
          (click)="chosen.set(one.path)"
        >
          @if (one.folders.length > 0) {
            <span class="twig" cdkTreeNodeToggle><vmto-icon name="open" /></span>
          } @else {
            <span class="twig"></span>
          }
          <span class="name">{{ one.path.length === 0 ? t('machines.all') : one.name }}</span>
          <span class="count">{{ one.machines }}</span>
        </cdk-tree-node>
      </cdk-tree>
    </ng-container>
  `,
})
export class FolderTree {
  readonly machines = input.required<readonly Machine[]>();
  /** The path of a folder; empty is everything. */
  readonly chosen = model<readonly string[]>([]);

  private readonly tree = viewChild<CdkTree<Folder, string>>(CdkTree);
  protected readonly roots = computed<Folder[]>(() => {
    const machines = this.machines();
    return [{path: [], name: '', folders: folders(machines), machines: machines.length}];
  });
  protected readonly chosenKey = computed(() => key(this.chosen()));
  protected readonly inside = ({folders}: Folder): Folder[] => [...folders];
  protected readonly keyOf = ({path}: Folder): string => key(path);

  constructor() {
    afterRenderEffect(() => {
      this.roots(); // of another source, all is open again
      this.tree()?.expandAll();
    });
  }
}
