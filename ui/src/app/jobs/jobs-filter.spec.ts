import {address, asked} from './jobs-filter';

describe('the address of the list of jobs', () => {
  it('is empty for what is usual', () => {
    expect(Object.values(address(asked({})))).toEqual([null, null, null, null, null, null]);
  });

  it('comes back as it was written', () => {
    const written = {status: 'FAILED,PAUSED', source: 'c-1', machine: 'web', held: 'true', sort: 'NAME', order: 'ASC'};
    expect(address(asked(written))).toEqual({...written, status: 'PAUSED,FAILED'});
  });

  it('is not believed where it names what there is not', () => {
    expect(asked({status: 'RUNNING,NONSENSE', sort: 'HEIGHT', order: 'UP', held: 'perhaps'})).toEqual({
      status: ['RUNNING'],
      source: '',
      machine: '',
      held: false,
      sort: 'CREATED',
      order: 'DESC',
    });
  });
});
