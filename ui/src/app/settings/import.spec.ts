import {document, wanted} from './import';

describe('a configuration that is put in', () => {
  it('is one JSON object', () => {
    expect(document('{"version": 1}')).toEqual({version: 1});
    expect([document('[1]'), document('null'), document('"text"'), document('{"version"')]).toEqual([null, null, null, null]);
  });

  it('is carried out only for what it would make', () => {
    const item = {kind: 'connection', name: 'lab', detail: ''};
    const items = [{...item, outcome: 'WOULD_MAKE'}, {...item, outcome: 'LEFT'}, {...item, outcome: 'NEEDS_SECRET'}] as const;
    expect(wanted({dryRun: true, items})).toBe(1);
  });
});
