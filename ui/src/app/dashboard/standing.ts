import {absolute} from '../core/time';
import {Pace} from '../job/pace';
import {RunningJobFragment} from './dashboard.generated';

/** How far a running job is with what it does now. */
export interface Standing {
  /** Of 1; null where it is not known how much there is to do. */
  readonly part: number | null;
  /** When that will be done, in milliseconds since 1970, by the last minutes. */
  readonly end: {readonly least: number; readonly most: number} | null;
}

/** All steps that are under way, together: they run side by side. */
export function standing({steps, disks}: RunningJobFragment, pace: Pace | null): Standing {
  const ways = steps
    .filter(({status}) => status === 'RUNNING')
    .map(({index, disk}) => pace?.way(index, disk === '' ? disks : disks.filter(({key}) => key === disk)) ?? null)
    .filter((way) => way !== null);
  const total = ways.reduce((sum, way) => sum + way.total, 0);
  if (total === 0) {
    return {part: null, end: null};
  }
  const ends = ways.map(({end}) => end).filter((end) => end !== null);
  return {
    part: ways.reduce((sum, way) => sum + way.done, 0) / total,
    end:
      ends.length < ways.length
        ? null
        : {least: Math.max(...ends.map(({least}) => least)), most: Math.max(...ends.map(({most}) => most))},
  };
}

/** To the minute; with its day where that is another one. */
export function clock(at: number, now: number, zone: 'local' | 'utc'): string {
  const [then, today] = [absolute(new Date(at), zone), absolute(new Date(now), zone)];
  return then.slice(0, 10) === today.slice(0, 10) ? then.slice(11, 16) : then.slice(0, 16);
}

/** As in `21:40–21:52`; one time where both ends are the same. */
export function span({least, most}: {readonly least: number; readonly most: number}, now: number, zone: 'local' | 'utc'): string {
  const [from, to] = [clock(least, now, zone), clock(most, now, zone)];
  return from === to ? from : from + '–' + to;
}
