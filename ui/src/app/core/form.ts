/** One line that somebody typed, without the blanks round it. */
export function line(given: FormData, field: string): string {
  return text(given, field).trim();
}

/** What somebody typed, as it is: a blank may be part of a secret. */
export function text(given: FormData, field: string): string {
  const value = given.get(field);
  return typeof value === 'string' ? value : '';
}
