import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Sample, Timeline, TIMELINES } from './followed';

/** The picture of docs/scaling.md. */
export const FILE = resolve(__dirname, '..', '..', 'docs', 'pictures', 'scale-up.svg');

/** What is shown: seconds before the first call, and after it. */
const SHOWN = { before: 10, after: 50 };

const SIZE = { width: 900, height: 430 };
const LEFT = 60;
const RIGHT = 20;

/** The two plots, one above the other. */
const CALLS = { top: 96, bottom: 236 };
const REPLICAS = { top: 276, bottom: 386 };

const COLOURS = { text: '#1f2933', grid: '#e4e7eb', offered: '#9aa5b1', seen: '#0967d2', desired: '#d9480f', ready: '#2b8a3e' };

/** Draws how replicas followed a step of load, from what was seen. */
export function draw(timeline: Timeline): void {
  writeFileSync(FILE, pictureOf(timeline));
}

/** The same as SVG. */
export function pictureOf({ samples, load }: Timeline): string {
  const begin = load.from - SHOWN.before;
  const shown = samples.filter((sample) => sample.seconds >= begin && sample.seconds <= load.from + SHOWN.after);
  const x = (at: number) => LEFT + (((at - begin) / (SHOWN.before + SHOWN.after)) * (SIZE.width - LEFT - RIGHT));
  const most = Math.max(...shown.map(({ offered, inFlight = 0 }) => Math.max(offered, inFlight)));
  const y = ({ top, bottom }: typeof CALLS, value: number, max: number) => bottom - ((value / max) * (bottom - top));
  const replicas = Math.max(...shown.map(({ desired, ready }) => Math.max(desired, ready)));
  const calls = (value: (sample: Sample) => number | undefined) => steps(shown, value, x, (each) => y(CALLS, each, most));
  const pods = (value: (sample: Sample) => number | undefined) => steps(shown, value, x, (each) => y(REPLICAS, each, replicas));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE.width} ${SIZE.height}" font-family="system-ui, sans-serif" font-size="13" fill="${COLOURS.text}">`,
    `<rect width="${SIZE.width}" height="${SIZE.height}" fill="#ffffff"/>`,
    ...axis(CALLS, [0, most / 2, most].map(Math.round), most, y, 'calls in flight'),
    ...axis(REPLICAS, Array.from({ length: replicas + 1 }, (_, count) => count), replicas, y, 'replicas'),
    ...seconds(x, load.from),
    ...moments(shown, load.from).map(({ seconds: at, text, row }) => moment(x(at), text, row)),
    line(calls(({ offered }) => offered), COLOURS.offered),
    line(calls(({ inFlight }) => inFlight), COLOURS.seen),
    line(pods(({ desired }) => desired), COLOURS.desired),
    line(pods(({ ready }) => ready), COLOURS.ready),
    ...legend(),
    '</svg>\n',
  ].join('\n');
}

/** What happened when, in seconds after the first call. */
function moments(samples: readonly Sample[], from: number): { seconds: number; text: string; row: number }[] {
  const [{ desired, ready }] = samples;
  const first = (isRight: (sample: Sample) => boolean) => samples.find(isRight)?.seconds ?? from;
  const events = [
    { seconds: from, text: 'first call' },
    { seconds: first(({ seconds: at, inFlight = 0 }) => at >= from && inFlight > 0), text: 'Prometheus knows' },
    { seconds: first((sample) => sample.desired > desired), text: 'decision' },
    { seconds: first((sample) => sample.ready > ready), text: 'new pod serves' },
  ];
  return events.map(({ seconds: at, text }, row) => ({ seconds: at, row, text: row === 0 ? text : `${text}: ${Math.round(at - from)} s` }));
}

function moment(x: number, text: string, row: number): string {
  const y = 20 + (row * 18);
  return `<path d="M${x.toFixed(1)} ${y - 10}V${REPLICAS.bottom}" stroke="${COLOURS.text}" stroke-dasharray="3 3" opacity="0.5"/>`
    + `<text x="${(x + 5).toFixed(1)}" y="${y}">${text}</text>`;
}

/** A value holds until the next one. */
function steps(
  samples: readonly Sample[], value: (sample: Sample) => number | undefined, x: (seconds: number) => number, y: (value: number) => number,
): string {
  const points = samples.filter((sample) => value(sample) !== undefined);
  return points.map((sample, index) => {
    const height = y(value(sample)!).toFixed(1);
    return index === 0 ? `M${x(sample.seconds).toFixed(1)} ${height}` : `H${x(sample.seconds).toFixed(1)}V${height}`;
  }).join('');
}

function line(path: string, colour: string): string {
  return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="2"/>`;
}

function axis(
  plot: typeof CALLS, values: readonly number[], max: number, y: (plot: typeof CALLS, value: number, max: number) => number, title: string,
): string[] {
  const lines = values.map((value) => {
    const at = y(plot, value, max).toFixed(1);
    return `<path d="M${LEFT} ${at}H${SIZE.width - RIGHT}" stroke="${COLOURS.grid}"/><text x="${LEFT - 8}" y="${Number(at) + 4}" text-anchor="end">${value}</text>`;
  });
  const middle = (plot.top + plot.bottom) / 2;
  return [...lines, `<text transform="translate(18 ${middle}) rotate(-90)" text-anchor="middle">${title}</text>`];
}

function seconds(x: (seconds: number) => number, from: number): string[] {
  const ticks = Array.from({ length: ((SHOWN.before + SHOWN.after) / 10) + 1 }, (_, index) => (index * 10) - SHOWN.before);
  return ticks.map((tick) => `<text x="${x(from + tick).toFixed(1)}" y="${REPLICAS.bottom + 18}" text-anchor="middle">${tick} s</text>`);
}

function legend(): string[] {
  const entries = [['in flight at clients', COLOURS.offered], ['in flight, as KEDA reads it', COLOURS.seen], ['desired', COLOURS.desired], ['ready', COLOURS.ready]];
  return entries.map(([text, colour], index) => {
    const at = LEFT + (index * 200);
    return `<rect x="${at}" y="${SIZE.height - 16}" width="14" height="4" fill="${colour}"/><text x="${at + 20}" y="${SIZE.height - 10}">${text}</text>`;
  });
}

/** Draws it again from what is kept: `npx tsx bench/scaling/picture.ts NAME`. */
if (require.main === module) {
  draw(JSON.parse(readFileSync(join(TIMELINES, `${process.argv[2]}.json`), 'utf8')));
}
