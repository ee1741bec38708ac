import {branches, folders, within} from './folders';

const machine = (...folder: string[]) => ({folder});

describe('the folders of an inventory', () => {
  it('are those in which machines hang, each with all that is below it', () => {
    const machines = [machine('Lab', 'DC0', 'Web'), machine('Lab', 'DC0'), machine('Lab', 'DC0', 'Office'), machine()];
    expect(folders(machines)).toEqual([
      {
        path: ['Lab'],
        name: 'Lab',
        machines: 3,
        folders: [
          {
            path: ['Lab', 'DC0'],
            name: 'DC0',
            machines: 3,
            folders: [
              {path: ['Lab', 'DC0', 'Office'], name: 'Office', machines: 1, folders: []},
              {path: ['Lab', 'DC0', 'Web'], name: 'Web', machines: 1, folders: []},
            ],
          },
        ],
      },
    ]);
  });

  it('of one name in two places are two', () => {
    const machines = [machine('A', 'Web'), machine('B', 'Web')];
    expect(folders(machines).map(({folders}) => folders.map(({path}) => path))).toEqual([[['A', 'Web']], [['B', 'Web']]]);
    expect(machines.filter((one) => within(one, ['B', 'Web']))).toEqual([machines[1]]);
  });

  it('are worth a tree when machines hang in more than one place', () => {
    expect(branches([machine('DC0'), machine('DC0')])).toBe(false);
    expect(branches([machine('DC0'), machine('DC0', 'Web')])).toBe(true);
  });
});
