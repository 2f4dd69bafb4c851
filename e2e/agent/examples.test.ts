import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { drills } from '../drills';
import { REPOSITORY } from '../helpers/cluster';
import { Example } from '../helpers/example';
import { onExample } from '../helpers/on-example';

/** Examples whose agents no other drill asks anything: that they are applied and deleted well is shown here. */
const EXAMPLES = readdirSync(join(REPOSITORY, 'examples')).filter((name) => !drills().some(({ file }) => (
  readFileSync(file, 'utf8').includes(`Example.synthesize('${name}')`))));

EXAMPLES.forEach((name) => onExample(Example.synthesize(name), `examples/${name}`, () => {}));
