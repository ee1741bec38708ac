/** Told by other columns. */
const ELSEWHERE = new Set(['at', 'job', 'transfer']);

/** So many characters of a value are shown. */
const LONGEST = 60;

/**
 * What an event says, in one line: its plain values by their names, and of the rest what it is.
 *
 * @param subject what it is about, which stands elsewhere too
 */
export function summary(payload: unknown, subject = ''): string {
  if (typeof payload !== 'object' || payload === null) {
    return '';
  }
  return Object.entries(payload)
    .filter(([name, value]) => !ELSEWHERE.has(name) && value !== null && value !== '' && value !== subject && !isNothing(value))
    .map(([name, value]) => name + ': ' + short(value))
    .join(' · ');
}

const isNothing = (value: unknown) => Array.isArray(value) && value.length === 0;

function short(value: unknown): string {
  if (Array.isArray(value)) {
    const plain = value.every((one) => typeof one !== 'object');
    return plain && value.length <= 6 ? value.join(', ') : '[' + value.length + ']';
  }
  if (typeof value === 'object') {
    const {code, kind, name, number} = value as Record<string, unknown>;
    return String(code ?? name ?? number ?? kind ?? '{…}');
  }
  const text = String(value);
  return text.length > LONGEST ? text.slice(0, LONGEST) + '…' : text;
}
