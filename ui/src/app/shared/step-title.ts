/** How the API calls the steps of a plan in lists, and which kind each is; what follows names a disk. */
const TITLES: readonly (readonly [RegExp, string])[] = [
  [/^Reserve the machine on /, 'ReserveVm'],
  [/^Copy disk (?<disk>.+)$/, 'CopyDisk'],
  [/^Track changes on the source$/, 'TrackChanges'],
  [/^Copy all disks while the machine runs$/, 'FullPass'],
  [/^Keep in step until cutover$/, 'SyncUntilCutover'],
  [/^Shut down and copy the last changes$/, 'Cutover'],
  [/^(Upload and import|Attach the disks)$/, 'ImportVm'],
  [/^Verify$/, 'Verify'],
  [/^Boot the target$/, 'StartVm'],
  [/^Release$/, 'Release'],
];

/** The title of a step in the language of the portal; one that it has not heard of stays as it is. */
export function stepTitle(t: (key: string, values?: Record<string, unknown>) => string, title: string): string {
  for (const [pattern, kind] of TITLES) {
    const found = pattern.exec(title);
    if (found !== null) {
      return t('step.' + kind, {disk: t('disk.named', {key: found.groups?.['disk'] ?? ''})});
    }
  }
  return title;
}
