// Reads what the constructs write as the runtime reads it, and prints what it understood; run by tsx.
import { readFileSync } from 'node:fs';
import { readBridgeSettings } from '../../runtime/src/bridge/bridge-settings.ts';
import { PACKAGE_OPTIONS, readPackage } from '../../runtime/src/cli/package-options.ts';
import { readSettings } from '../../runtime/src/settings/settings.ts';

const { environments, installations } = JSON.parse(readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify({
  settings: environments.map((env) => ({ ...readSettings(env), ...readBridgeSettings(env) })),
  sources: installations.map((args) => readPackage(args, [...PACKAGE_OPTIONS, 'into'])),
}));
