// What bench/portal measures: sizes, the time to the first row, and the longest task while events arrive.
import assert from 'node:assert/strict';
import {readdirSync, readFileSync, statSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import {parseArgs} from 'node:util';
import {api, close, open, person, signIn} from './browser.mjs';
import {relay} from './relay.mjs';

const {values} = parseArgs({
  options: {jobs: {type: 'string', default: '200'}, rate: {type: 'string', default: '200'}, seconds: {type: 'string', default: '20'}},
});
const [jobs, rate, seconds] = [values.jobs, values.rate, values.seconds].map(Number);
const LOAD = 150_000; // bytes
const TASK = 100; // milliseconds
const RUNS = 5;
const missed = [];

function say(what, value, unit, target, good) {
  console.log(`${what.padEnd(44)} ${String(value).padStart(9)} ${unit.padEnd(4)} ${target} ${good ? '' : 'MISSED'}`.trimEnd());
  if (!good) {
    missed.push(what);
  }
}

function sizes() {
  const folder = new URL('../target/portal/META-INF/vmto-portal/', import.meta.url).pathname;
  const index = readFileSync(folder + 'index.html', 'utf8');
  const first = new Set([...index.matchAll(/(?:src|href)="\/([^"]+\.(?:js|css))"/g)].map(([, name]) => name));
  for (const name of first) {
    // what a part needs comes with it, whether the page names it or not; the set grows while it is gone through
    for (const [, needed] of readFileSync(folder + name, 'utf8').matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) {
      first.add(needed);
    }
  }
  const bytes = (names) => names.reduce((sum, name) => sum + statSync(folder + name + '.gz').size, 0);
  const lazy = readdirSync(folder).filter((name) => /\.(js|css)$/.test(name) && !first.has(name));
  const load = bytes([...first]);
  say('first load, compressed', load, 'B', '< ' + LOAD, load < LOAD);
  say(`${lazy.length} lazy parts, compressed`, bytes(lazy), 'B', '', true);
  say('largest of them', Math.max(...lazy.map((name) => bytes([name]))), 'B', '', true);
}

async function until(what, holds) {
  for (let tries = 0; tries < 300; tries++) {
    const found = await holds();
    if (found) {
      return found;
    }
    await sleep(200);
  }
  assert.fail('never: ' + what);
}

/** The ids of as many jobs that wait for their start. */
async function fill() {
  const [source, target] = await until('both connections are ready', async () => {
    const {connections} = await api('GET', '/connections?status=READY');
    return connections.length === 2 && ['VSPHERE', 'PROXMOX'].map((kind) => connections.find(({endpoint}) => endpoint.kind === kind).id);
  });
  const {machines} = await api('GET', `/connections/${source}/machines`);
  const {nodes} = await api('GET', `/connections/${target}/nodes`);
  const machine = machines.find(({power}) => power === 'OFF');
  const wanted = {
    source: {connection: source, machine: machine.id},
    target: {connection: target, node: nodes[0].name, storage: 'shared'},
    networks: Object.fromEntries(machine.nics.map(({network}) => [network, 'vmbr0'])),
  };
  const made = [];
  for (let job = 0; job < jobs; job++) {
    made.push((await api('POST', '/jobs', {...wanted, name: 'bench-' + job})).id);
  }
  return made;
}

async function firstRow(page) {
  await page.addInitScript(() => {
    new MutationObserver((_, watch) => {
      if (document.querySelector('tbody tr:not(.spacer)')) {
        globalThis.firstRow = performance.now();
        watch.disconnect();
      }
    }).observe(document, {childList: true, subtree: true});
  });
  await (await page.context().newCDPSession(page)).send('Network.setCacheDisabled', {cacheDisabled: true});
  const times = [];
  for (let run = 0; run < RUNS; run++) {
    await page.goto(process.env.VMTO_URL + '/jobs');
    await page.waitForFunction(() => globalThis.firstRow > 0);
    times.push(await page.evaluate(() => globalThis.firstRow));
  }
  say('first row, median', Math.round(times.toSorted((one, other) => one - other)[Math.floor(RUNS / 2)]), 'ms', '', true);
}

/** Changes the limits of jobs in turns, so often that twice as many events happen in a second; how many were accepted. */
async function happen(made, from) {
  const began = performance.now();
  const answers = [];
  for (let number = 0; number < (rate * seconds) / 2; number++) {
    const due = began + (number * 2000) / rate;
    if (due > performance.now()) {
      await sleep(due - performance.now());
    }
    answers.push(api('PATCH', `/jobs/${made[number % made.length]}/limits`, {bytesPerSecond: from + number}).then(() => true, () => false));
  }
  return (await Promise.all(answers)).filter(Boolean).length;
}

const shown = async (page) => Number(await page.locator('.tabs .count').textContent());

/** One tab of the page of a job while all that happens to the others happens to it. */
async function endure(page, [job, ...others], tab, from) {
  await page.goto(`${process.env.VMTO_URL}/jobs/${job}${tab === 'overview' ? '' : '?tab=' + tab}`);
  await until('its events are there', async () => (await shown(page)) > 0);
  await sleep(2000); // what it takes to open is not meant
  await page.evaluate(() => {
    globalThis.tasks = [];
    globalThis.frames = [];
    new PerformanceObserver((list) => globalThis.tasks.push(...list.getEntries().map(({duration}) => duration))).observe({type: 'longtask'});
    const frame = (at) => {
      globalThis.frames.push(at);
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  const before = await shown(page);
  const began = performance.now();
  const events = 2 * (await happen(others, from));
  const took = (performance.now() - began) / 1000;
  await until('all is shown', async () => (await shown(page)) >= before + events).catch(() => undefined);
  const {tasks, frames} = await page.evaluate(() => ({tasks: globalThis.tasks, frames: globalThis.frames}));
  const longest = Math.round(Math.max(0, ...tasks));
  const gaps = frames.slice(1).map((at, index) => at - frames[index]);
  say(tab + ': events in a second', Math.round(events / took), '', '', true);
  say(tab + ': longest task', longest, 'ms', '< ' + TASK + (longest === 0 ? ' (none of 50 or more)' : ''), longest < TASK);
  say(tab + ': tasks of 50 ms or more', tasks.length, '', '', true);
  say(tab + ': longest time between two frames', Math.round(Math.max(...gaps)), 'ms', '', true);
  const missing = before + events - (await shown(page));
  say(tab + ': events that are not shown', missing, '', '= 0', missing === 0);
}

const ends = [close];
const t = {after: (end) => ends.push(end)};
try {
  sizes();
  const made = await fill();
  // each command reads all events of its job, so hundreds of one job in a second would measure that
  const others = new RegExp(made.slice(1).join('|'), 'g');
  const {proxy} = await relay(t, (frame) => frame.replace(others, made[0]));
  const page = await open(t, {proxy});
  await signIn(page, await person('OPERATOR'));
  await firstRow(page);
  await endure(page, made, 'overview', 1_000_000);
  await endure(page, made, 'events', 2_000_000);
} finally {
  await Promise.all(ends.map((end) => end()));
}
console.log(missed.length === 0 ? 'all targets met' : 'missed: ' + missed.join(', '));
process.exitCode = missed.length === 0 ? 0 : 1;
