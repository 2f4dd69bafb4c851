import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Question } from './client';
import { REPOSITORY } from './cluster';

const EXAMPLE = join(REPOSITORY, 'examples', 'quickstart');

/** The namespace that the example's YAML makes and uses. */
export const NAMESPACE = 'mcp-quickstart';

/** What the stateless server is asked. */
export const WEATHER: Question = {
  url: `http://weather.${NAMESPACE}.svc.cluster.local/mcp`,
  tool: 'get_forecast',
  arguments: { city: 'Lisbon', month: 7 },
};

/** What the server with sessions in its memory is asked. */
export const EVERYTHING: Question = {
  url: `http://everything.${NAMESPACE}.svc.cluster.local/mcp`,
  tool: 'get-sum',
  arguments: { a: 2, b: 3 },
};

/** Synthesizes the example by the command of the README, and returns the path of its YAML. */
export function synthesizeQuickstart(): string {
  const yaml = join(EXAMPLE, 'dist', 'quickstart.k8s.yaml');
  rmSync(yaml, { force: true });
  const { status, stdout, stderr } = spawnSync('npx', ['cdk8s', 'synth'], { cwd: EXAMPLE, encoding: 'utf8' });
  expect({ status, output: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, output: '' });
  expect(existsSync(yaml)).toBe(true);
  return yaml;
}
