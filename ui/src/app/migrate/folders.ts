/** A folder of an inventory, with those in it. */
export interface Folder {
  /** The names from the outermost on, which no two folders share. */
  readonly path: readonly string[];
  readonly name: string;
  readonly folders: readonly Folder[];
  /** How many machines hang in it or further down. */
  readonly machines: number;
}

interface Placed {
  readonly folder: readonly string[];
}

export const key = (path: readonly string[]): string => JSON.stringify(path);

export function within({folder}: Placed, path: readonly string[]): boolean {
  return path.every((name, depth) => folder[depth] === name);
}

/** The folders in which machines hang, below a path, by name. */
export function folders(machines: readonly Placed[], below: readonly string[] = []): readonly Folder[] {
  const depth = below.length;
  const inside = machines.filter(({folder}) => folder.length > depth);
  return [...new Set(inside.map(({folder}) => folder[depth]!))]
    .toSorted((a, b) => a.localeCompare(b))
    .map((name) => {
      const path = [...below, name];
      const placed = inside.filter((machine) => within(machine, path));
      return {path, name, folders: folders(placed, path), machines: placed.length};
    });
}

/** Whether there is anything to choose between. */
export function branches(machines: readonly Placed[]): boolean {
  return new Set(machines.map(({folder}) => key(folder))).size > 1;
}
