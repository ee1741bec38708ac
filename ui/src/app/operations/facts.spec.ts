import {facts, jobs} from './facts';

describe('what a check looked at', () => {
  it('is told with units, without what is empty', () => {
    expect(facts({place: '/data', freeBytes: 1_610_612_736, lagSeconds: 75, millis: 3, code: '', jobs: ['j-1']})).toEqual([
      {name: 'freeBytes', text: '1.50 GiB'},
      {name: 'lagSeconds', text: '1 min 15 s'},
      {name: 'millis', text: '3 ms'},
      {name: 'place', text: '/data'},
    ]);
  });

  it('may be jobs', () => {
    expect(jobs({jobs: ['j-1', 'j-2']})).toEqual(['j-1', 'j-2']);
    expect(jobs({lag: 3})).toEqual([]);
  });
});
