import {FeedEvent} from '../core/feed';
import {Story} from './story';

const event = (position: number) => ({position, type: 'x/1', meta: {}}) as unknown as FeedEvent;
const positions = (events: readonly FeedEvent[]) => events.map(({position}) => position);

describe('the story of a job', () => {
  it('has each event once, however often it is told', () => {
    const story = new Story();
    expect(positions(story.add([event(3), event(5)]))).toEqual([3, 5]);
    expect(positions(story.add([event(5), event(4), event(9)]))).toEqual([9]);
    expect(story.size).toBe(3);
    expect(story.end).toBe(9);
  });

  it('knows what there was up to a position', () => {
    const story = new Story();
    story.add([event(3), event(5), event(9)]);
    expect([2, 3, 4, 9, 99].map((position) => story.upTo(position))).toEqual([0, 1, 1, 3, 3]);
    expect(story.find(5)?.position).toBe(5);
    expect(story.find(6)).toBeUndefined();
  });

  it('forgets the oldest of very many', () => {
    const story = new Story();
    story.add(Array.from({length: 20_001}, (_, position) => event(position)));
    expect(story.size).toBe(15_000);
    expect(story.at(0)?.position).toBe(5001);
  });
});
