/** What became of one thing of a configuration that was put in. */
export interface Item {
  readonly kind: string;
  readonly name: string;
  readonly outcome: 'MADE' | 'WOULD_MAKE' | 'LEFT' | 'NEEDS_SECRET' | 'FAILED';
  readonly detail: string;
}

export interface Report {
  readonly dryRun: boolean;
  readonly items: readonly Item[];
}

/** What a file says, or null where it is not one JSON object. */
export function document(text: string): object | null {
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? read : null;
  } catch {
    return null;
  }
}

/** How many things a carrying out would make. */
export function wanted(report: Report): number {
  return report.items.filter(({outcome}) => outcome === 'WOULD_MAKE').length;
}
