import {address, asked, isThere} from './artifacts-filter';

describe('the address of the list of images', () => {
  it('is empty for what is usual', () => {
    expect(Object.values(address(asked({})))).toEqual([null, null, null, null]);
  });

  it('comes back as it was written', () => {
    const written = {kept: 'all', job: '3f0c-1', sort: 'NAME', order: 'ASC'};
    expect(address(asked(written))).toEqual(written);
  });

  it('is not believed where it names what there is not', () => {
    expect(asked({kept: 'perhaps', job: '../x', sort: 'SIZE', order: 'UP'})).toEqual({
      kept: 'kept',
      job: '',
      sort: 'CREATED',
      order: 'DESC',
    });
  });
});

describe('an image', () => {
  const noon = Date.parse('2026-05-01T12:00:00Z');

  it('is there until its time has come', () => {
    expect(isThere({keptUntil: null, deletedAt: null}, noon)).toBe(true);
    expect(isThere({keptUntil: '2026-05-01T12:00:01Z', deletedAt: null}, noon)).toBe(true);
    expect(isThere({keptUntil: '2026-05-01T12:00:00Z', deletedAt: null}, noon)).toBe(false);
    expect(isThere({keptUntil: null, deletedAt: '2026-05-01T11:00:00Z'}, noon)).toBe(false);
  });
});
