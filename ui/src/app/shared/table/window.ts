/** Which rows of a list are drawn, and how much room the others take, in pixels. */
export interface Window {
  readonly from: number;
  readonly to: number;
  readonly above: number;
  readonly below: number;
}

/** Rows drawn beyond either edge, so that scrolling does not show blank ones. */
const MARGIN = 10;

/** All rows have the same height. */
export function window(count: number, row: number, top: number, height: number): Window {
  const from = Math.max(0, Math.min(count, Math.floor(top / row)) - MARGIN);
  const to = Math.min(count, Math.ceil((top + height) / row) + MARGIN);
  return {from, to, above: from * row, below: (count - to) * row};
}
