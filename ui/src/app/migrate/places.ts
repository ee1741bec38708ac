import {Storage, TargetNode} from './inventory';

/** Why a machine cannot be put somewhere. */
export type Obstacle = 'offline' | 'inactive' | 'content' | 'full';

/** A storage of a node, as a place for the disks of a machine. */
export interface Place {
  readonly node: TargetNode;
  readonly storage: Storage;
  readonly obstacle: Obstacle | null;
}

/** Of all nodes, those that can take the disks first, the best of them first. */
export function places(nodes: readonly TargetNode[], needed: number): readonly Place[] {
  return nodes
    .flatMap((node) => node.storages.map((storage) => ({node, storage, obstacle: obstacle(node, storage, needed)})))
    .toSorted((a, b) => rank(a) - rank(b) || b.storage.available - a.storage.available);
}

function obstacle(node: TargetNode, storage: Storage, needed: number): Obstacle | null {
  if (!node.online) {
    return 'offline';
  }
  if (!storage.active) {
    return 'inactive';
  }
  if (!storage.content.includes('images')) {
    return 'content';
  }
  return storage.available < needed ? 'full' : null;
}

/** Where both sides can be read again a copy can be proven: a mounted storage, or a node that is logged in to. */
function rank({node, storage, obstacle}: Place): number {
  return obstacle !== null ? 3 : storage.mounted ? 0 : node.reached ? 1 : 2;
}
