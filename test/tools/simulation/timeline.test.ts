import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { agentSettings, manifestsOf } from '../../../tools/simulation/manifests';
import { compareFile, compareTimeline, isClose, Timeline } from '../../../tools/simulation/timeline';

const RECORDED = join(__dirname, '..', '..', '..', 'bench', 'scaling', 'timelines');
const SETTINGS = agentSettings(manifestsOf(join(__dirname, 'agent.yaml')));

/** A run in which 60 calls come at once after a minute, for four minutes, and six minutes pass; with replicas as told. */
function run(desiredAt: (seconds: number) => number): Timeline {
  const samples = Array.from({ length: 660 }, (_, seconds) => (
    { seconds, offered: seconds >= 60 && seconds < 300 ? 60 : 10, desired: desiredAt(seconds), ready: desiredAt(seconds) }
  ));
  return {
    name: 'made up', agent: 'weather', manifests: 'agent.yaml', scrapeSeconds: 5, callSeconds: 10, metric: 'mcp', load: { from: 60, to: 300 }, samples,
  };
}

/** Six replicas 12 s after the load, and down by a quarter a minute when it has been gone for 5 minutes. */
const asClustersDo = (seconds: number) => (seconds < 72 ? 2 : seconds < 605 ? 6 : 4);

test('a run as clusters have it is close to its prediction', () => {
  const comparison = compareTimeline(run(asClustersDo), SETTINGS);
  expect(comparison).toMatchObject({ seen: { peak: 6 }, predicted: { peak: 6 } });
  expect(isClose(comparison)).toBe(true);
});

test.each<[string, (seconds: number) => number]>([
  ['too few replicas', (seconds) => (asClustersDo(seconds) === 6 ? 4 : asClustersDo(seconds))],
  ['too many', (seconds) => (asClustersDo(seconds) === 6 ? 8 : asClustersDo(seconds))],
  ['too late', (seconds) => asClustersDo(seconds - 130)],
  ['gone too soon', (seconds) => (seconds > 420 ? 2 : asClustersDo(seconds))],
])('one with %s is not', (_, desiredAt) => {
  expect(isClose(compareTimeline(run(desiredAt), SETTINGS))).toBe(false);
});

test('of one that scales by CPU the load is what its pods used of it', () => {
  const byCpu = { ...SETTINGS, autoscaler: { ...SETTINGS.autoscaler, metrics: SETTINGS.autoscaler.metrics.slice(1) }, queries: [] };
  // One core for four minutes, seen half a minute later: 1 / 0.25 / 0.7 = 5.7 replicas.
  const desiredAt = (seconds: number) => (seconds < 95 ? 2 : seconds < 620 ? 6 : 4);
  const { samples, ...timeline } = run(desiredAt);
  const measured = samples.map((sample) => ({ ...sample, cpuMillis: sample.seconds >= 90 && sample.seconds < 330 ? 1000 : 10 }));
  expect(isClose(compareTimeline({ ...timeline, metric: 'cpu', samples: measured }, byCpu))).toBe(true);
  expect(() => compareTimeline({ ...timeline, metric: 'cpu', samples }, byCpu)).toThrow('has no cpuMillis in the later half of its load');
});

test('every run that was recorded on a real cluster is close to its prediction', () => {
  const files = existsSync(RECORDED) ? readdirSync(RECORDED).filter((file) => file.endsWith('.json')) : [];
  expect(files.map((file) => compareFile(join(RECORDED, file))).filter((comparison) => !isClose(comparison))).toEqual([]);
});
